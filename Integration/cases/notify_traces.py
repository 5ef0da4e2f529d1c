"""Runs as traces of OpenTelemetry: what a receiver gets, where a run stands in a trace, and that none of it touches the job."""
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "notify"))
import peers  # noqa: E402
from harness import case, check, equal, wait_until  # noqa: E402

PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0"
SCRIPT = """echo "$TRACEPARENT" > $T/parent
echo '@!task> [1/2] import a.csv'; echo '@warning> late'; echo '@!task> check'; echo '@!endtask> failed'
echo '@!task> [2/2] import b.csv'; echo '@!exception> ValueError: no number'; echo '@+>   in line 3'; echo '@!metric> rows 3'; exit 3"""


def spans(request):
    (part,) = json.loads(request["body"])["resourceSpans"]
    return part["resource"], part["scopeSpans"][0]["spans"]


def values(attributes):
    return {entry["key"]: next(iter(entry["value"].values())) for entry in attributes}


@case("traces", "each run is a span below what started it, its tasks are below it; judged by OpenTelemetry's own definitions; the job stands below its run")
def traces(world):
    with peers.running(peers.Web()) as server:
        options = ["--otlp-endpoint", f"http://127.0.0.1:{server.port}", "--otlp-headers", "env:OTLP", "--report", "never"]
        environment = world.environment(OTLP="api-key=sesame%21,x-team=a", TRACEPARENT=PARENT + "1", OTEL_SERVICE_NAME="nightly", OTEL_RESOURCE_ATTRIBUTES="deployment.environment.name=test")
        equal(world.shell(SCRIPT, options=options, env=environment).status, 3, "status")
        equal(len(server.requests), 1, "requests")
        request = server.requests[0]
        equal((request["method"], request["path"], request["headers"]["content-type"], request["headers"]["api-key"], request["headers"]["x-team"]),
              ("POST", "/v1/traces", "application/json", "sesame!", "a"), "request")
        peers.judge("otlpcheck.py", input=request["body"])
        resource, (run, *tasks) = spans(request)
        equal({key: values(resource["attributes"])[key] for key in ("service.name", "deployment.environment.name")}, {"service.name": "nightly", "deployment.environment.name": "test"}, "resource")
        equal((run["traceId"], run["parentSpanId"], run["name"]), (PARENT.split("-")[1], PARENT.split("-")[2], "RUN P/job"), "run")
        equal(world.file("parent"), f"00-{run['traceId']}-{run['spanId']}-01", "what the job gets")
        found = values(run["attributes"])
        equal([found[key] for key in ("cicd.pipeline.result", "process.exit.code", "sisyphus.metric.rows")], ["failure", "3", 3], "attributes")
        equal([(task["name"], task["parentSpanId"] == run["spanId"], "status" in task) for task in tasks], [("import a.csv", True, False), ("check", False, True), ("import b.csv", True, False)], "tasks")
        equal([[event["name"] for event in task.get("events", [])] for task in tasks], [["warning"], [], ["exception"]], "events")
        check(b"sesame" not in request["body"] and "sesame" not in world.log().decode(), "a secret is shown")
        check(b"Sent trace" in world.log(), world.log())


@case("traces to a collector", "one of other people takes them, and has understood run, tasks and events")
def collector(world):
    with peers.running(peers.Collector(world.root)) as server:
        options = ["--otlp-endpoint", f"http://127.0.0.1:{server.port}", "--report", "never"]
        equal(world.shell(SCRIPT, options=options, env=world.environment(TRACEPARENT=PARENT + "1")).status, 3, "status")
        check(b"Sent trace (HTTP 200)" in world.log(), world.log())
        wait_until(lambda: "Span #3" in server.log.read_text(), "four spans")
    run, *tasks = server.log.read_text().split("Span #")[1:]
    check(f"Trace ID       : {PARENT.split('-')[1]}\n" in run and f"Parent ID      : {PARENT.split('-')[2]}\n" in run and "Name           : RUN P/job\n" in run, run)
    check("Status code    : STATUS_CODE_ERROR\n" in run and "-> process.exit.code: Int(3)\n" in run and "-> sisyphus.metric.rows: Double(3)\n" in run, run)
    for task, name in zip(tasks, ("import a.csv", "check", "import b.csv")):
        check(f"Trace ID       : {PARENT.split('-')[1]}\n" in task and f"Name           : {name}\n" in task, task)
    check("-> Name: warning\n" in tasks[0] and "-> exception.type: Str(ValueError)\n" in tasks[2], tasks)


@case("traces by the variables of OpenTelemetry", "switch it on and off as for other programs; a trace that nobody keeps is passed on and not sent")
def variables(world):
    with peers.running(peers.Web()) as server:
        address = f"http://127.0.0.1:{server.port}"
        # A job has spans of its own to send.
        world.shell('echo "$OTEL_EXPORTER_OTLP_ENDPOINT" > $T/address', env=world.environment(OTEL_EXPORTER_OTLP_ENDPOINT=address))
        equal((world.file("address"), [request["path"] for request in server.requests]), (address, ["/v1/traces"]), "a request")
        peers.judge("otlpcheck.py", input=server.requests[0]["body"])
        equal(spans(server.requests[0])[1][0].get("parentSpanId"), None, "a trace of its own")
        for more in ({"OTEL_SDK_DISABLED": "true"}, {"OTEL_TRACES_EXPORTER": "none"}, {"OTEL_EXPORTER_OTLP_PROTOCOL": "grpc"}, {"SISYPHUS_NO_OTLP": "yes"}):
            world.shell('echo "$TRACEPARENT" > $T/none', env=world.environment(OTEL_EXPORTER_OTLP_ENDPOINT=address, **more))
            equal((len(server.requests), (world.root / "none").read_text()), (1, "\n"), f"{more}")
        world.shell('echo "$TRACEPARENT" > $T/unkept', env=world.environment(OTEL_EXPORTER_OTLP_ENDPOINT=address, TRACEPARENT=PARENT + "0"))
        check(len(server.requests) == 1 and world.file("unkept").endswith("-00") and PARENT.split("-")[1] in world.file("unkept"), world.file("unkept"))
        world.shell("true", env=world.environment(OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=f"{address}/own", TRACEPARENT="nonsense"))
        equal(server.requests[-1]["path"], "/own", "path")


@case("traces that do not arrive", "are told in the log and nowhere else; what OpenTelemetry lets be tried again is tried again; nothing is kept")
def away(world):
    answers = []
    with peers.running(peers.Web(lambda request: answers.pop(0) if answers else (200, {}, b"{}"))) as server:
        options = ["--otlp-endpoint", f"http://127.0.0.1:{server.port}"]
        for job, given, count, text in (
                ("again", [(503, {"Retry-After": "1"}, b"")], 2, b"Sent trace"), ("never", [(500, {}, b"")], 1, b"HTTP 500"), ("wrong", [(400, {}, b'{"message": "bad span"}')], 1, b"bad span"),
                ("partly", [(200, {}, b'{"partialSuccess": {"rejectedSpans": "1", "errorMessage": "too old"}}')], 1, b"1 spans were rejected: too old")):
            answers[:], before = given, len(server.requests)
            ended = world.shell("echo x", job=job, options=options)
            equal((ended.status, ended.err, len(server.requests) - before), (0, b"", count), job)
            check(text in world.log(job), world.log(job))
    equal(world.shell("exit 3", job="down", options=["--otlp-endpoint", f"http://127.0.0.1:{peers.free_port()}", "--notify-timeout", "1"]).status, 3, "nobody there")
    check(not list((world.home / "ll.sisyphus").glob(".spool-*/*.told")), "a trace is kept")
    ended = world.run("true", options=["--otlp-endpoint", "ftp://x"])
    check(ended.status == 64 and b"--otlp-endpoint" in ended.err, f"{ended}")
