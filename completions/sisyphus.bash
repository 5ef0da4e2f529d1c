# Made from the tables of subcommands and options: sisyphus --generate-completion-script bash

# Sets what follows an option: kind is - (nothing), ? (perhaps one of words), = (one of words), / (a directory), . (a file), @ (words on disk)
# or * (anything).
_sisyphus_argument() {
    words=
    case $1 in
    *" -p" | *" --projectname") kind=@ words=projects ;;
    *" -j" | *" --jobname") kind=@ words=names ;;
    *" --identifier" | *" -m" | *" --maxtime" | *" --idle-timeout" | *" --warntime" | *" --kill-signal" | *" --drain" | *" --memory-max" | *" --memory-high" | *" --tasks-max" | *" --cpu-max" | *" --only-if" | *" --jitter" | *" --group" | *" --skip-status" | *" --nextrun" | *" --retries" | *" --retry-delay" | *" --retry-backoff" | *" --retry-max-delay" | *" --retry-codes" | *" --try-maxtime" | *" --ok-codes" | *" --warn-codes" | *" --uneventful-codes" | *" --expect-output" | *" --reject-output" | *" --expect-min-lines" | *" --maxline" | *" --stdout-patience" | *" --encoding" | *" --maxlogsize" | *" --log-mode" | *" --log-group" | *" --keepfilelogs" | *" --keepruns" | *" --keepsize" | *" --compressfilelogs" | *" --maxhealthcheckage" | *" --schedule" | *" --slot" | *" --overdue-grace" | *" --lock" | *" --lock-ttl" | *" --lock-user" | *" --lock-password" | *" --formatlogline" | *" --tell-after" | *" --tell-remind" | *" --tell-flapping" | *" --notify-timeout" | *" --fromemail" | *" --toemail" | *" --smtphost" | *" --smtpport" | *" --smtpuser" | *" --smtppassword" | *" --maxemailerrors" | *" --formatemailsubject" | *" --formatemailbodytext" | *" --formatemailbodyhtml" | *" --formatmattermosttitle" | *" --formatmattermostmessage" | *" --mattermost-url" | *" --mattermost-channel" | *" --mattermost-token" | *" --sentry-dsn" | *" --sentry-environment" | *" --sentry-release" | *" --sentry-monitor" | *" --sentry-schedule" | *" --sentry-margin" | *" --sentry-max-runtime" | *" --sentry-timezone" | *" --otlp-endpoint" | *" --otlp-headers" | *" --ping-url" | *" --webhook-url" | *" --webhook-secret" | *" --ntfy-tags" | *" --on-event" | *" --notify-command" | *" --max-age" | *" --at" | *" --since" | *" --until" | *" --limit" | *" -g" | *" --grep" | *" --tag" | *" --task" | "logs -n" | *" --lines" | *" --log-links" | *" --at-most-every" | *" --timeout" | *" --reason" | *" --count" | "crontab --from" | *" --tz" | *" -u" | *" --user" | *" --template" | *" --variables") kind='*' ;;
    *" --basedir" | *" --metrics-dir" | "status --from" | "history --from" | "page --from") kind=/ ;;
    *" --warn-unusual") kind='=' words='no log tell' ;;
    *" --kill-grace" | *" --waitchildbreak") kind='=' words='auto' ;;
    *" --noisykills" | *" --snapshot" | *" --keep-environment" | *" --tty" | *" --pty" | *" --fork" | *" --proctitle" | *" -r" | *" --repeat" | *" --exit-on-error" | *" --tracebacks" | *" -f" | *" --log2file" | *" -e" | *" --log2stderr" | *" --utc" | *" --healthcheck" | *" --once-per-slot" | *" --strict-notify" | *" --no-email" | *" --no-mattermost" | *" --sentry-debug" | *" --no-sentry" | *" --no-otlp" | *" --ping-create" | *" --no-ping" | *" --no-webhook" | *" --no-hook" | *" --no-metrics" | "run -n" | *" --notify" | *" --nagios" | *" --json" | *" --tsv" | *" --watch" | *" --check" | *" --csv" | *" --plot" | *" --timeline" | *" --ascii" | *" --all" | *" --follow" | *" --next" | *" -i" | *" --ignore-case" | *" --no-pager" | *" --kill" | *" --if-running" | *" --like-cron" | *" --shell" | *" --dry-run" | *" --forget" | *" --yes" | *" --system" | *" --wrap" | *" --tell" | "overdue -n" | "test-channels -n" | *" --keep") kind='?' words='yes no' ;;
    *" --leftover") kind='=' words='report kill wait' ;;
    *" --overlap") kind='=' words='skip wait' ;;
    *" --expect-file" | *" --syslog-socket" | *" --status-page" | *" --lock-ca" | *" --lock-cert" | *" --lock-key" | *" --sendmail" | *" --config" | *" --output") kind=. ;;
    *" --stderr") kind='=' words='tag merge' ;;
    *" --linetags") kind='=' words='all cosmetic off' ;;
    *" --escapes") kind='=' words='escape strip' ;;
    *" -o" | *" --log2stdout") kind='?' words='yes no auto lines journal' ;;
    *" --syslog") kind='?' words='yes no user mail daemon cron authpriv local0 local1 local2 local3 local4 local5 local6 local7' ;;
    *" --syslog-format") kind='=' words='rfc5424 local' ;;
    *" --progress") kind='?' words='yes no auto' ;;
    *" --logformat") kind='=' words='text json raw' ;;
    *" --errors") kind='=' words='strict replace ignore backslashreplace xmlcharrefreplace surrogateescape' ;;
    *" --report" | *" --color") kind='=' words='auto always never' ;;
    *" --compressmode") kind='=' words='gzip bzip2 lzma' ;;
    *" --lock-away") kind='=' words='skip run fail' ;;
    *" --on-lock-lost") kind='=' words='end warn' ;;
    *" --tell-on") kind='=' words='change every' ;;
    *" --smtptls") kind='=' words='auto no starttls tls' ;;
    *" --webhook-format") kind='=' words='generic slack discord ntfy mattermost' ;;
    *" --ntfy-priority") kind='=' words='min low default high urgent' ;;
    *" --state") kind=@ words=states ;;
    *" --status") kind=@ words=statuses ;;
    *" --run") kind=@ words=runs ;;
    *" --whitespace") kind='=' words='keep strip smart' ;;
    *) kind=- ;;
    esac
}

# Completes a word by what is on disk. Names are compared and quoted, never evaluated.
_sisyphus_listed() {
    local word
    while IFS= read -r word; do
        [[ $word == "$2"* ]] && COMPREPLY+=("$(printf %q "$word")")
    done < <(sisyphus --complete "$1" "${COMP_WORDS[@]:1:COMP_CWORD-1}" 2>/dev/null)
}

_sisyphus_options() {
    case $1 in
    run) echo '-p --projectname -j --jobname --identifier --basedir -m --maxtime --idle-timeout --warntime --warn-unusual --kill-grace --waitchildbreak --kill-signal --noisykills --snapshot --drain --leftover --memory-max --memory-high --tasks-max --cpu-max --overlap --only-if --jitter --group --keep-environment --skip-status --tty --pty --fork --proctitle -r --repeat --nextrun --exit-on-error --retries --retry-delay --retry-backoff --retry-max-delay --retry-codes --try-maxtime --ok-codes --warn-codes --uneventful-codes --expect-output --reject-output --expect-min-lines --expect-file --stderr --linetags --tracebacks --escapes --maxline -f --log2file -o --log2stdout -e --log2stderr --stdout-patience --syslog --syslog-format --syslog-socket --progress --logformat --encoding --errors --maxlogsize --log-mode --log-group --utc --report --status-page --keepfilelogs --keepruns --keepsize --compressfilelogs --compressmode --healthcheck --maxhealthcheckage --schedule --slot --once-per-slot --overdue-grace --lock --lock-ttl --lock-ca --lock-cert --lock-key --lock-user --lock-password --lock-away --on-lock-lost --formatlogline --tell-on --tell-after --tell-remind --tell-flapping --notify-timeout --strict-notify --fromemail --toemail --smtphost --sendmail --smtpport --smtptls --smtpuser --smtppassword --maxemailerrors --formatemailsubject --formatemailbodytext --formatemailbodyhtml --no-email --formatmattermosttitle --formatmattermostmessage --mattermost-url --mattermost-channel --mattermost-token --no-mattermost --sentry-dsn --sentry-environment --sentry-release --sentry-debug --sentry-monitor --sentry-schedule --sentry-margin --sentry-max-runtime --sentry-timezone --no-sentry --otlp-endpoint --otlp-headers --no-otlp --ping-url --ping-create --no-ping --webhook-url --webhook-format --webhook-secret --no-webhook --ntfy-priority --ntfy-tags --on-event --no-hook --metrics-dir --no-metrics -n --notify --notify-command --config --version -h --help' ;;
    health) echo '-p --projectname -j --jobname --identifier --basedir --maxhealthcheckage --nagios --overdue-grace --config --version -h --help' ;;
    status) echo '--basedir --from --utc --color --json --tsv --state --max-age --watch --check --version -h --help' ;;
    history) echo '--basedir --from --utc --color --json --tsv --csv --plot --timeline --at --ascii --since --until --status --limit --version -h --help' ;;
    logs) echo '--basedir --utc --json --run --all --since --until -f --follow --next -g --grep -i --ignore-case --tag --task -n --lines --no-pager --version -h --help' ;;
    why) echo '--basedir --utc --json --version -h --help' ;;
    page) echo '--basedir --from --utc --output --log-links --at-most-every --version -h --help' ;;
    stop) echo '--basedir --all -p --projectname --kill --timeout --if-running --version -h --help' ;;
    pause) echo '--basedir --utc --all --until --reason --version -h --help' ;;
    resume) echo '--basedir --utc --all --version -h --help' ;;
    ack) echo '--basedir --version -h --help' ;;
    again) echo '--basedir --run --like-cron --shell --version -h --help' ;;
    clean) echo '--basedir --keepfilelogs --keepruns --keepsize --compressfilelogs --compressmode --dry-run --forget --yes --version -h --help' ;;
    crontab) echo '--count --from --tz -u --user --system --json --dry-run --wrap --version -h --help' ;;
    overdue) echo '--basedir --utc --overdue-grace --tell --tell-on --tell-after --tell-remind --tell-flapping --notify-timeout --strict-notify --fromemail --toemail --smtphost --sendmail --smtpport --smtptls --smtpuser --smtppassword --maxemailerrors --formatemailsubject --formatemailbodytext --formatemailbodyhtml --no-email --formatmattermosttitle --formatmattermostmessage --mattermost-url --mattermost-channel --mattermost-token --no-mattermost --sentry-dsn --sentry-environment --sentry-release --sentry-debug --sentry-monitor --sentry-schedule --sentry-margin --sentry-max-runtime --sentry-timezone --no-sentry --otlp-endpoint --otlp-headers --no-otlp --ping-url --ping-create --no-ping --webhook-url --webhook-format --webhook-secret --no-webhook --ntfy-priority --ntfy-tags --on-event --no-hook --metrics-dir --no-metrics -n --notify --notify-command --config --version -h --help' ;;
    test-channels) echo '-p --projectname -j --jobname --identifier --basedir --tell-on --tell-after --tell-remind --tell-flapping --notify-timeout --strict-notify --fromemail --toemail --smtphost --sendmail --smtpport --smtptls --smtpuser --smtppassword --maxemailerrors --formatemailsubject --formatemailbodytext --formatemailbodyhtml --no-email --formatmattermosttitle --formatmattermostmessage --mattermost-url --mattermost-channel --mattermost-token --no-mattermost --sentry-dsn --sentry-environment --sentry-release --sentry-debug --sentry-monitor --sentry-schedule --sentry-margin --sentry-max-runtime --sentry-timezone --no-sentry --otlp-endpoint --otlp-headers --no-otlp --ping-url --ping-create --no-ping --webhook-url --webhook-format --webhook-secret --no-webhook --ntfy-priority --ntfy-tags --on-event --no-hook --metrics-dir --no-metrics -n --notify --notify-command --config --version -h --help' ;;
    flush) echo '-p --projectname -j --jobname --identifier --basedir --config --version -h --help' ;;
    config) echo '-p --projectname -j --jobname --identifier --basedir --config --version -h --help' ;;
    doctor) echo '-p --projectname -j --jobname --identifier --basedir --config --version -h --help --json' ;;
    demo) echo '--keep --version -h --help' ;;
    format) echo '--template --variables --whitespace --version -h --help' ;;
    esac
}

# Completes a word as the argument of an option.
_sisyphus_value() {
    case $kind in
    @) _sisyphus_listed "$words" "$1" ;;
    [?=]) mapfile -t COMPREPLY < <(compgen -W "$words" -- "$1") ;;
    /) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -d -- "$1") ;;
    .) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -f -- "$1") ;;
    esac
}

_sisyphus_takes_jobs() { [[ $1 == @(status|history|logs|why|page|stop|pause|resume|ack|again|clean) ]]; }

# Completes the command that begins at a word, with its own completion where there is one.
_sisyphus_command() {
    case $1 in
    run|health|test-channels) ;;
    *) return ;;
    esac
    if declare -F _comp_command_offset >/dev/null; then
        _comp_command_offset "$2"
    elif declare -F _command_offset >/dev/null; then
        _command_offset "$2"
    elif ((COMP_CWORD == $2)); then
        mapfile -t COMPREPLY < <(compgen -c -- "${COMP_WORDS[COMP_CWORD]}")
    else
        compopt -o filenames 2>/dev/null
        mapfile -t COMPREPLY < <(compgen -f -- "${COMP_WORDS[COMP_CWORD]}")
    fi
}

_sisyphus() {
    local cur=${COMP_WORDS[COMP_CWORD]} sub=${COMP_WORDS[1]} i=2 kind words verb=
    COMPREPLY=()
    if ((COMP_CWORD == 1)); then
        mapfile -t COMPREPLY < <(compgen -W 'run health status history logs why page stop pause resume ack again clean crontab overdue test-channels flush config doctor demo format help version' -- "$cur")
        return
    fi
    if [[ $sub == help ]]; then
        ((COMP_CWORD == 2)) && mapfile -t COMPREPLY < <(compgen -W 'run health status history logs why page stop pause resume ack again clean crontab overdue test-channels flush config doctor demo format' -- "$cur")
        return
    fi
    while ((i < COMP_CWORD)); do
        case ${COMP_WORDS[i]} in
        --)
            _sisyphus_command "$sub" $((i + 1))
            return
            ;;
        -?*)
            _sisyphus_argument "$sub ${COMP_WORDS[i]}"
            ((i += 1))
            # Bash takes --name=value for three words.
            if [[ ${COMP_WORDS[i]} == '=' ]]; then
                ((i == COMP_CWORD)) && cur=
                if ((i + 1 >= COMP_CWORD)); then
                    _sisyphus_value "$cur"
                    return
                fi
                ((i += 2))
            elif [[ $kind == [=/.*@] ]]; then
                if ((i == COMP_CWORD)); then
                    _sisyphus_value "$cur"
                    return
                fi
                ((i += 1))
            elif [[ $kind == '?' && i -lt COMP_CWORD && " $words " == *" ${COMP_WORDS[i]} "* ]]; then
                ((i += 1))
            fi
            ;;
        *)
            if [[ $sub == crontab ]]; then
                verb=${COMP_WORDS[i]}
            elif ! _sisyphus_takes_jobs "$sub"; then
                _sisyphus_command "$sub" "$i"
                return
            fi
            ((i += 1))
            ;;
        esac
    done
    if [[ $cur == -* ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$(_sisyphus_options "$sub")" -- "$cur")
    elif [[ $sub == crontab ]]; then
        if [[ $verb ]]; then
            compopt -o filenames 2>/dev/null
            mapfile -t COMPREPLY < <(compgen -f -- "$cur")
        else
            mapfile -t COMPREPLY < <(compgen -W 'next check adopt release' -- "$cur")
        fi
    elif _sisyphus_takes_jobs "$sub"; then
        _sisyphus_listed jobs "$cur"
    else
        _sisyphus_command "$sub" "$COMP_CWORD"
    fi
}

complete -F _sisyphus sisyphus
