/// How the page looks: text against its ground has a contrast of 4.5 at least in both schemes, what is drawn one of 3 (WCAG 2.2, 1.4.3 and 1.4.11).
enum PageStyle {
    static let text = """
        :root{--ground:#f6f7f9;--card:#fff;--text:#1c2128;--faint:#57606a;--line:#d8dee4;--link:#0b5cad;--red:#a4161a;--red-ground:#fde8e8;\
        --yellow:#7a4d00;--yellow-ground:#fff1d0;--green:#116236;--green-ground:#dff5e6;--blue:#0b4f9e;--blue-ground:#dfecfb;--grey:#4b545d;--grey-ground:#e9edf1;\
        --bar-good:#2a9461;--bar-bad:#cf2a2f;--bar-none:#7d8894;--bar-going:#2f74d0;color-scheme:light dark}
        @media (prefers-color-scheme:dark){:root{--ground:#0e1217;--card:#171c23;--text:#e6eaef;--faint:#9aa5b1;--line:#2d3640;--link:#7db7ff;--red:#ffb4b0;\
        --red-ground:#4d1417;--yellow:#ffd58a;--yellow-ground:#43300a;--green:#92e3b4;--green-ground:#0f3a25;--blue:#a5ccff;--blue-ground:#12335c;--grey:#c2cad3;\
        --grey-ground:#2a323b;--bar-good:#3fb57d;--bar-bad:#ff6b6b;--bar-none:#76818d;--bar-going:#5c9cf5}}
        *{box-sizing:border-box}
        body{margin:0 auto;max-width:84rem;padding:1.5rem;background:var(--ground);color:var(--text);font:1rem/1.45 system-ui,sans-serif}
        a{color:var(--link);text-underline-offset:.15em}
        a:focus-visible,summary:focus-visible,.scroll:focus-visible{outline:3px solid var(--link);outline-offset:2px;border-radius:.2rem}
        .skip{position:absolute;left:-999rem}.skip:focus{left:1rem;top:1rem;background:var(--card);padding:.5rem 1rem;z-index:1}
        header{margin-bottom:1.75rem}
        .host,.asof{margin:0;color:var(--faint)}
        h1{margin:.1rem 0 .3rem;font-size:2rem;line-height:1.2}
        h1.ill{color:var(--red)}h1.well{color:var(--green)}
        h2{font-size:1.1rem;margin:0 0 .75rem}
        .tally{display:flex;flex-wrap:wrap;gap:.5rem 1.1rem;list-style:none;padding:0;margin:1rem 0 0;font-variant-numeric:tabular-nums}
        section{background:var(--card);border:1px solid var(--line);border-radius:.75rem;padding:1.1rem 1.25rem;margin-bottom:1.25rem}
        table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
        th,td{text-align:left;vertical-align:middle;padding:.45rem .75rem .45rem 0;border-top:1px solid var(--line)}
        thead th{border-top:0;color:var(--faint);font-weight:500;font-size:.85rem;padding-top:0}
        tbody th{font-weight:600}
        .took,.usual,.row,.ended,.number,time{white-space:nowrap}
        .none{color:var(--faint)}
        h1,.job,.reason,.label,summary{overflow-wrap:anywhere}.reason{min-width:9rem}
        .chip{display:inline-block;padding:.08rem .6rem;border-radius:1rem;font-size:.85rem;font-weight:600;white-space:nowrap}
        .chip.red{color:var(--red);background:var(--red-ground)}.chip.yellow{color:var(--yellow);background:var(--yellow-ground)}
        .chip.green{color:var(--green);background:var(--green-ground)}.chip.blue{color:var(--blue);background:var(--blue-ground)}
        .chip.faint{color:var(--grey);background:var(--grey-ground)}
        .good{fill:var(--bar-good);background:var(--bar-good)}.bad{fill:var(--bar-bad);background:var(--bar-bad)}
        .uneventful{fill:var(--bar-none);background:var(--bar-none)}.going{fill:var(--bar-going);background:var(--bar-going)}
        svg{display:block}
        .legend{display:flex;flex-wrap:wrap;align-items:end;gap:.3rem .45rem;margin:0 0 .75rem;color:var(--faint);font-size:.85rem;column-gap:1.1rem}
        .key{display:inline-block;width:.6rem;height:.7rem;border-radius:.1rem}
        .key.bad{height:1.05rem}.key.uneventful{height:.35rem}
        .timeline ul{list-style:none;margin:0;padding:0}
        .timeline li,.timeline .head{display:grid;grid-template-columns:minmax(8rem,16rem) 1fr;gap:1rem;align-items:center;padding:.2rem 0}
        .timeline .head svg{grid-column:2}
        .label{font-size:.9rem}
        .strip{width:100%;height:1.25rem;border-bottom:1px solid var(--line)}
        .scale{width:100%;height:1rem;overflow:visible}.scale text{fill:var(--faint);font-size:.75rem}
        details{border-top:1px solid var(--line);padding:.5rem 0}
        summary{cursor:pointer;font-weight:600}
        summary .chip{margin-left:.4rem}
        details div{margin-top:.5rem}
        .scroll{overflow-x:auto}
        @media (max-width:60rem){
        body{padding:1rem}
        .jobs,.jobs tbody{display:block}.jobs thead{position:absolute;left:-999rem}
        .jobs tr{display:grid;grid-template-columns:1fr auto;gap:.15rem 1rem;border-top:1px solid var(--line);padding:.7rem 0}
        .jobs tr:first-child{border-top:0;padding-top:0}
        .jobs td,.jobs th{border:0;padding:0}
        .jobs .job{grid-area:1/1}.jobs .state{grid-area:1/2;justify-self:end}
        .jobs td[data-heading]:not(.state,.log,.reason,.durations)::before{content:attr(data-heading) " ";color:var(--faint);font-size:.85rem}
        .jobs .none{display:none}
        .jobs .reason{grid-column:1}.jobs .log{grid-column:2;justify-self:end}.jobs .durations{grid-column:1/3}
        .scale .between{display:none}
        .timeline li,.timeline .head{grid-template-columns:1fr;gap:.1rem}.timeline .head svg{grid-column:1}
        .scroll table{min-width:34rem}
        }
        @media print{body{background:none}section{break-inside:avoid}}
        """
}
