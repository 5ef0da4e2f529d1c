function __sisyphus_should_offer_completions_for_flags_or_options -a expected_commands
    set -l non_repeating_flags_or_options $argv[2..]
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __sisyphus_parse_tokens
    test "$commands" = "$expected_commands"; and return $non_repeating_flags_or_options_absent
end

function __sisyphus_should_offer_completions_for_positional -a expected_commands positional_index_comparison expected_positional_index
    set -l non_repeating_flags_or_options
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __sisyphus_parse_tokens
    test "$commands" = "$expected_commands" -a \( "$positional_index" "$positional_index_comparison" "$expected_positional_index" \)
end

function __sisyphus_parse_tokens -S
    set -l unparsed_tokens (__sisyphus_tokens -pc)
    switch $unparsed_tokens[1]
    case 'sisyphus'
        __sisyphus_parse_subcommand 0 'version' 'h/help'
        switch $unparsed_tokens[1]
        case 'run'
            __sisyphus_parse_subcommand -r 1 'p/projectname=+' 'j/jobname=+' 'identifier=+' 'basedir=+' 'm/maxtime=+' 'idle-timeout=+' 'warntime=+' 'kill-grace=+' 'kill-signal=+' 'noisykills=' 'drain=+' 'leftover=+' 'overlap=+' 'skip-status=+' 'tty=' 'fork=' 'proctitle=' 'r/repeat=' 'nextrun=+' 'exit-on-error=' 'ok-codes=+' 'warn-codes=+' 'uneventful-codes=+' 'stderr=+' 'linetags=+' 'escapes=+' 'maxline=+' 'f/log2file=' 'o/log2stdout=' 'e/log2stderr=' 'logformat=+' 'formatlogline=+' 'encoding=+' 'errors=+' 'maxlogsize=+' 'log-mode=+' 'log-group=+' 'utc=' 'report=+' 'keepfilelogs=+' 'keepruns=+' 'keepsize=+' 'compressfilelogs=+' 'compressmode=+' 'healthcheck=' 'maxhealthcheckage=+' 'tell-on=+' 'tell-after=+' 'tell-remind=+' 'notify-timeout=+' 'fromemail=+' 'toemail=+' 'smtphost=+' 'sendmail=+' 'smtpport=+' 'smtptls=+' 'smtpuser=+' 'smtppassword=+' 'maxemailerrors=+' 'formatemailsubject=+' 'formatemailbodytext=+' 'formatemailbodyhtml=+' 'no-email=' 'formatmattermosttitle=+' 'formatmattermostmessage=+' 'mattermost-url=+' 'mattermost-channel=+' 'mattermost-token=+' 'no-mattermost=' 'sentry-dsn=+' 'sentry-environment=+' 'sentry-release=+' 'sentry-debug=' 'sentry-monitor=+' 'sentry-schedule=+' 'sentry-margin=+' 'sentry-max-runtime=+' 'sentry-timezone=+' 'no-sentry=' 'ping-url=+' 'no-ping=' 'webhook-url=+' 'webhook-format=+' 'webhook-secret=+' 'no-webhook=' 'on-event=+' 'no-hook=' 'metrics-dir=+' 'no-metrics=' 'n/notify=' 'notify-command=+' 'config=+' 'version' 'h/help'
        case 'health'
            __sisyphus_parse_subcommand -r 1 'p/projectname=+' 'j/jobname=+' 'identifier=+' 'basedir=+' 'maxhealthcheckage=+' 'nagios=' 'config=+' 'version' 'h/help'
        case 'test-channels'
            __sisyphus_parse_subcommand -r 1 'p/projectname=+' 'j/jobname=+' 'identifier=+' 'basedir=+' 'tell-on=+' 'tell-after=+' 'tell-remind=+' 'notify-timeout=+' 'fromemail=+' 'toemail=+' 'smtphost=+' 'sendmail=+' 'smtpport=+' 'smtptls=+' 'smtpuser=+' 'smtppassword=+' 'maxemailerrors=+' 'formatemailsubject=+' 'formatemailbodytext=+' 'formatemailbodyhtml=+' 'no-email=' 'formatmattermosttitle=+' 'formatmattermostmessage=+' 'mattermost-url=+' 'mattermost-channel=+' 'mattermost-token=+' 'no-mattermost=' 'sentry-dsn=+' 'sentry-environment=+' 'sentry-release=+' 'sentry-debug=' 'sentry-monitor=+' 'sentry-schedule=+' 'sentry-margin=+' 'sentry-max-runtime=+' 'sentry-timezone=+' 'no-sentry=' 'ping-url=+' 'no-ping=' 'webhook-url=+' 'webhook-format=+' 'webhook-secret=+' 'no-webhook=' 'on-event=+' 'no-hook=' 'metrics-dir=+' 'no-metrics=' 'n/notify=' 'notify-command=+' 'config=+' 'version' 'h/help'
        case 'flush'
            __sisyphus_parse_subcommand 0 'basedir=+' 'config=+' 'version' 'h/help'
        case 'format'
            __sisyphus_parse_subcommand 0 'template=+' 'variables=+' 'whitespace=+' 'version' 'h/help'
        case 'help'
            __sisyphus_parse_subcommand -r 1 'version'
        end
    end
end

function __sisyphus_tokens
    if test (string split -m 1 -f 1 -- . "$FISH_VERSION") -gt 3
        commandline --tokens-raw $argv
    else
        commandline -o $argv
    end
end

function __sisyphus_parse_subcommand -S -a positional_count
    argparse -s r -- $argv
    set -l option_specs $argv[2..]
    set -l is_repeating_positional $_flag_r
    set -el _flag_r
    set -a commands $unparsed_tokens[1]
    set positional_index 0
    while true
        set -e unparsed_tokens[1]
        argparse -sn "$commands" $option_specs -- $unparsed_tokens 2> /dev/null
        set unparsed_tokens $argv
        set positional_index (math $positional_index + 1)
        for non_repeating_flag_or_option in $non_repeating_flags_or_options
            if set -ql "_flag_$(string replace -a - _ -- $non_repeating_flag_or_option)"
                set non_repeating_flags_or_options_absent 1
                break
            end
        end
        test (count $unparsed_tokens) -eq 0 -o \( -z "$is_repeating_positional" -a "$positional_index" -gt "$positional_count" \) && break
    end
end

function __sisyphus_complete_directories
    set -l token (commandline -t)
    string match -- '*/' $token
    set -l subdirs $token*/
    printf %s\n $subdirs
end

function __sisyphus_custom_completion
    set -x SAP_SHELL fish
    set -x SAP_SHELL_VERSION $FISH_VERSION
    set -l tokens (__sisyphus_tokens -p)
    if test -z "$(__sisyphus_tokens -t)"
        set -l index (count (__sisyphus_tokens -pc))
        set tokens $tokens[..$index] \'\' $tokens[(math $index + 1)..]
    end
    command $tokens[1] $argv $tokens
end

complete -c 'sisyphus' -f
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus" version' -l 'version' -d 'Show the version.'
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_positional "sisyphus" -eq 1' -fa 'run' -d 'Run a command as a job.'
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_positional "sisyphus" -eq 1' -fa 'health' -d 'Tell whether a job is healthy.'
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_positional "sisyphus" -eq 1' -fa 'test-channels' -d 'Send a test message through each configured channel.'
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_positional "sisyphus" -eq 1' -fa 'flush' -d 'Deliver the messages that are kept.'
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_positional "sisyphus" -eq 1' -fa 'format' -d 'Render a template to try it out.'
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_positional "sisyphus" -eq 1' -fa 'help' -d 'Show subcommand help information.'
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus run"' -l 'projectname' -s 'p' -d 'The project that the job belongs to: a directory of logs, and a section of the configuration' -rfka ''
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus run"' -l 'jobname' -s 'j' -d 'The name of the job' -rfka ''
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus run"' -l 'identifier' -d 'Makes several independent jobs of one name: directory JOB.IDENTIFIER, with a lock and a health of its own' -rfka ''
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus run"' -l 'basedir' -d 'The directory that holds the directories of all projects' -rfa '(__sisyphus_complete_directories)'
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus run"' -l 'maxtime' -s 'm' -d 'End the command and all its processes when it has run this long' -rfka ''
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus run"' -l 'idle-timeout' -d 'The same when it has printed nothing for this long' -rfka ''
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus run"' -l 'warntime' -d 'Log a warning when it has run this long; it runs on' -rfka ''
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus run"' -l 'kill-grace' -l 'waitchildbreak' -d 'The time between SIGTERM and SIGKILL' -rfka ''
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus run"' -l 'kill-signal' -d 'Ask the command\'s processes to end by this signal instead of SIGTERM' -rfka ''
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus run" noisykills' -l 'noisykills' -d 'Treat a time limit that ends the command as an error that is told to people, not only logged' -rfka 'yes no'
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus run"' -l 'drain' -d 'Go on reading for this long after the command has ended while another process still holds its output' -rfka ''
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus run"' -l 'leftover' -d 'What to do with processes that are alive after that: name them in the log and leave them, kill them, or wait until they end (wait needs --maxtime)' -rfka 'report kill wait'
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus run"' -l 'overlap' -d 'When the job is running already: skip this start, or wait (at most TIME) for its end' -rfka ''
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus run"' -l 'skip-status' -d 'The exit status of a start that was skipped' -rfka ''
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus run" tty' -l 'tty' -d 'Hand the terminal to the command' -rfka 'yes no'
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus run" fork' -l 'fork' -d 'no leaves the tasks "parent PID" and "child PID" out of the log lines' -rfka 'yes no'
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus run" proctitle' -l 'proctitle' -d 'Show in the process title (ps) what the run is doing' -rfka 'yes no'
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus run" r repeat' -l 'repeat' -s 'r' -d 'Run again and again, with a log for each run, until a signal ends it' -rfka 'yes no'
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus run"' -l 'nextrun' -d 'With --repeat: start again this long after the end of the last run, or at this local date and time' -rfka ''
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus run" exit-on-error' -l 'exit-on-error' -d 'With --repeat: end with the first run that fails' -rfka 'yes no'
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus run"' -l 'ok-codes' -d 'Exit statuses besides 0 with which a run is successful' -rfka ''
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus run"' -l 'warn-codes' -d 'Exit statuses with which a run is successful with errors: healthy, a warning to Nagios' -rfka ''
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus run"' -l 'uneventful-codes' -d 'Exit statuses with which nothing happened: the log is not kept unless it shows an error' -rfka ''
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus run"' -l 'stderr' -d 'Read stderr apart and give its lines the tag stderr, or read both streams from one pipe in their exact order' -rfka 'tag merge'
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus run"' -l 'linetags' -d 'Which @prefixes of lines are obeyed: all, only tags that neither send nor delay a line, or none' -rfka 'all cosmetic off'
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus run"' -l 'escapes' -d 'Show terminal escape sequences (colours) as text, or drop them' -rfka 'escape strip'
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus run"' -l 'maxline' -d 'Split lines that are longer, with a visible mark' -rfka ''
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus run" f log2file' -l 'log2file' -s 'f' -d 'Write a log file per run, and links to the last one of each outcome' -rfka 'yes no'
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus run" log2stdout o' -l 'log2stdout' -s 'o' -d 'Write the log to stdout too' -rfka 'yes no auto'
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus run" e log2stderr' -l 'log2stderr' -s 'e' -d 'Write the log to stderr too' -rfka 'yes no'
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus run"' -l 'logformat' -d 'Lines with times, tasks and tags; one JSON object a line; or every byte as it came' -rfka 'text json raw'
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus run"' -l 'formatlogline' -d 'Format the lines of text logs with this UL4 template (or file:PATH), which sees time, starttime, elapsed, tasks, tags, line, job, sysinfo and env' -rfka ''
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus run"' -l 'encoding' -d 'The encoding of log and health file' -rfka ''
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus run"' -l 'errors' -d 'What to write for characters that the encoding lacks: strict and backslashreplace (an escape), replace (a question mark), ignore, xmlcharrefreplace or surrogateescape' -rfka 'strict replace ignore backslashreplace xmlcharrefreplace surrogateescape'
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus run"' -l 'maxlogsize' -d 'Stop writing lines to the log file at this size; the last 1 MiB is kept and written at its end, after a line that counts what is left out' -rfka ''
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus run"' -l 'log-mode' -d 'Permissions of the files; directories can be entered by those who can read the files' -rfka ''
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus run"' -l 'log-group' -d 'The group of files and directories, with a --log-mode that lets it read' -rfka ''
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus run" utc' -l 'utc' -d 'Write times in UTC instead of local time' -rfka 'yes no'
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus run"' -l 'report' -d 'Write reason, log path and last lines of a failed run to stderr (for cron\'s mail)' -rfka 'auto always never'
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus run"' -l 'keepfilelogs' -d 'Delete logs that are older' -rfka ''
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus run"' -l 'keepruns' -d 'Delete all but the newest N logs' -rfka ''
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus run"' -l 'keepsize' -d 'Delete the oldest logs until all logs of the job together are no larger' -rfka ''
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus run"' -l 'compressfilelogs' -d 'Compress logs that are older' -rfka ''
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus run"' -l 'compressmode' -d 'How: gzip, bzip2 or lzma' -rfka 'gzip bzip2 lzma'
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus run" healthcheck' -l 'healthcheck' -d 'Do not run: tell whether the job is healthy, as sisyphus health does' -rfka 'yes no'
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus run"' -l 'maxhealthcheckage' -d 'The job is unhealthy when its last good run ended longer ago' -rfka ''
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus run"' -l 'tell-on' -d 'Tell people of a failure when it is new or another one than before (outcome and reason without numbers and paths), or of every one' -rfka 'change every'
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus run"' -l 'tell-after' -d 'Tell of failures only when so many came in a row' -rfka ''
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus run"' -l 'tell-remind' -d 'Tell again of a failure that was told when it has lasted this long' -rfka ''
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus run"' -l 'notify-timeout' -d 'The time for all deliveries after the end of a run; what is not delivered then is kept for a later run' -rfka ''
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus run"' -l 'fromemail' -d 'The sender of mails' -rfka ''
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus run"' -l 'toemail' -d 'The receivers of mails, separated by commas' -rfka ''
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus run"' -l 'smtphost' -d 'The mail server' -rfka ''
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus run"' -l 'sendmail' -d 'The program that takes mails when no server is given' -rfka ''
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus run"' -l 'smtpport' -d 'Its port' -rfka ''
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus run"' -l 'smtptls' -d 'How the connection is protected' -rfka 'auto no starttls tls'
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus run"' -l 'smtpuser' -d 'The user of the mail server' -rfka ''
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus run"' -l 'smtppassword' -d 'That user\'s password: as it is, or env:NAME or file:PATH' -rfka ''
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus run"' -l 'maxemailerrors' -d 'How many messages a mail holds, the newest; it tells how many more there were' -rfka ''
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus run"' -l 'formatemailsubject' -d 'The subject of mails, an UL4 template or file:PATH with one (docs/ul4.md)' -rfka ''
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus run"' -l 'formatemailbodytext' -d 'Their plain text, likewise' -rfka ''
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus run"' -l 'formatemailbodyhtml' -d 'Their HTML, likewise' -rfka ''
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus run" no-email' -l 'no-email' -d 'Send no mails for this job' -rfka 'yes no'
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus run"' -l 'formatmattermosttitle' -d 'The title of posts to Mattermost, an UL4 template or file:PATH with one (docs/ul4.md)' -rfka ''
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus run"' -l 'formatmattermostmessage' -d 'Their text, likewise' -rfka ''
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus run"' -l 'mattermost-url' -d 'The Mattermost server' -rfka ''
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus run"' -l 'mattermost-channel' -d 'The id of the channel to post to' -rfka ''
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus run"' -l 'mattermost-token' -d 'The access token of the bot or user that posts: as it is, or env:NAME or file:PATH' -rfka ''
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus run" no-mattermost' -l 'no-mattermost' -d 'Post nothing for this job' -rfka 'yes no'
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus run"' -l 'sentry-dsn' -d 'The project of Sentry that gets events: as it is, or env:NAME or file:PATH' -rfka ''
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus run"' -l 'sentry-environment' -d 'The environment that events belong to' -rfka ''
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus run"' -l 'sentry-release' -d 'The release that events belong to' -rfka ''
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus run" sentry-debug' -l 'sentry-debug' -d 'Write what libcurl does to the log' -rfka 'yes no'
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus run"' -l 'sentry-monitor' -d 'Check in with this cron monitor at start and end of each run' -rfka ''
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus run"' -l 'sentry-schedule' -d 'When the monitor expects runs; creates the monitor or changes it' -rfka ''
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus run"' -l 'sentry-margin' -d 'How late a run may be for the monitor' -rfka ''
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus run"' -l 'sentry-max-runtime' -d 'How long a run may take for the monitor' -rfka ''
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus run"' -l 'sentry-timezone' -d 'The time zone of the monitor\'s schedule' -rfka ''
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus run" no-sentry' -l 'no-sentry' -d 'Send nothing to Sentry for this job' -rfka 'yes no'
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus run"' -l 'ping-url' -d 'Ping this address (healthchecks.io dialect) at start and end of each run: as it is, or env:NAME or file:PATH' -rfka ''
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus run" no-ping' -l 'no-ping' -d 'Ping nobody for this job' -rfka 'yes no'
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus run"' -l 'webhook-url' -d 'Post to this address what people are told: as it is, or env:NAME or file:PATH' -rfka ''
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus run"' -l 'webhook-format' -d 'What that address understands: JSON with all facts, or the messages of these services' -rfka 'generic slack discord ntfy mattermost'
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus run"' -l 'webhook-secret' -d 'Signs generic webhooks (Standard Webhooks, whsec_…), or is the access token of ntfy: as it is, or env:NAME or file:PATH' -rfka ''
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus run" no-webhook' -l 'no-webhook' -d 'Call no webhook for this job' -rfka 'yes no'
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus run"' -l 'on-event' -d 'Run this when people are told something; it gets the facts as JSON on its standard input' -rfka ''
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus run" no-hook' -l 'no-hook' -d 'Run no command of --on-event for this job' -rfka 'yes no'
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus run"' -l 'metrics-dir' -d 'Write a file of metrics there after each run, for the textfile collector of Prometheus' -rfa '(__sisyphus_complete_directories)'
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus run" no-metrics' -l 'no-metrics' -d 'Write no metrics for this job' -rfka 'yes no'
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus run" n notify' -l 'notify' -s 'n' -d 'Show a desktop notification at the end of each run in which something happened' -rfka 'yes no'
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus run"' -l 'notify-command' -d 'The program that shows it; it gets --app-name=sisyphus, --, title and text' -rfka ''
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus run"' -l 'config' -d 'Read this configuration and no other' -rF
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_positional "sisyphus run" -ge 1' -F
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus run" version' -l 'version' -d 'Show the version.'
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus run" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus health"' -l 'projectname' -s 'p' -d 'The project that the job belongs to: a directory of logs, and a section of the configuration' -rfka ''
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus health"' -l 'jobname' -s 'j' -d 'The name of the job' -rfka ''
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus health"' -l 'identifier' -d 'Makes several independent jobs of one name: directory JOB.IDENTIFIER, with a lock and a health of its own' -rfka ''
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus health"' -l 'basedir' -d 'The directory that holds the directories of all projects' -rfa '(__sisyphus_complete_directories)'
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus health"' -l 'maxhealthcheckage' -d 'The job is unhealthy when its last good run ended longer ago' -rfka ''
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus health" nagios' -l 'nagios' -d 'Answer as a Nagios plugin: exit status 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN, and one line with performance data' -rfka 'yes no'
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus health"' -l 'config' -d 'Read this configuration and no other' -rF
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_positional "sisyphus health" -ge 1' -F
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus health" version' -l 'version' -d 'Show the version.'
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus health" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus test-channels"' -l 'projectname' -s 'p' -d 'The project that the job belongs to: a directory of logs, and a section of the configuration' -rfka ''
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus test-channels"' -l 'jobname' -s 'j' -d 'The name of the job' -rfka ''
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus test-channels"' -l 'identifier' -d 'Makes several independent jobs of one name: directory JOB.IDENTIFIER, with a lock and a health of its own' -rfka ''
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus test-channels"' -l 'basedir' -d 'The directory that holds the directories of all projects' -rfa '(__sisyphus_complete_directories)'
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus test-channels"' -l 'tell-on' -d 'Tell people of a failure when it is new or another one than before (outcome and reason without numbers and paths), or of every one' -rfka 'change every'
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus test-channels"' -l 'tell-after' -d 'Tell of failures only when so many came in a row' -rfka ''
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus test-channels"' -l 'tell-remind' -d 'Tell again of a failure that was told when it has lasted this long' -rfka ''
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus test-channels"' -l 'notify-timeout' -d 'The time for all deliveries after the end of a run; what is not delivered then is kept for a later run' -rfka ''
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus test-channels"' -l 'fromemail' -d 'The sender of mails' -rfka ''
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus test-channels"' -l 'toemail' -d 'The receivers of mails, separated by commas' -rfka ''
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus test-channels"' -l 'smtphost' -d 'The mail server' -rfka ''
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus test-channels"' -l 'sendmail' -d 'The program that takes mails when no server is given' -rfka ''
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus test-channels"' -l 'smtpport' -d 'Its port' -rfka ''
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus test-channels"' -l 'smtptls' -d 'How the connection is protected' -rfka 'auto no starttls tls'
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus test-channels"' -l 'smtpuser' -d 'The user of the mail server' -rfka ''
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus test-channels"' -l 'smtppassword' -d 'That user\'s password: as it is, or env:NAME or file:PATH' -rfka ''
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus test-channels"' -l 'maxemailerrors' -d 'How many messages a mail holds, the newest; it tells how many more there were' -rfka ''
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus test-channels"' -l 'formatemailsubject' -d 'The subject of mails, an UL4 template or file:PATH with one (docs/ul4.md)' -rfka ''
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus test-channels"' -l 'formatemailbodytext' -d 'Their plain text, likewise' -rfka ''
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus test-channels"' -l 'formatemailbodyhtml' -d 'Their HTML, likewise' -rfka ''
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus test-channels" no-email' -l 'no-email' -d 'Send no mails for this job' -rfka 'yes no'
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus test-channels"' -l 'formatmattermosttitle' -d 'The title of posts to Mattermost, an UL4 template or file:PATH with one (docs/ul4.md)' -rfka ''
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus test-channels"' -l 'formatmattermostmessage' -d 'Their text, likewise' -rfka ''
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus test-channels"' -l 'mattermost-url' -d 'The Mattermost server' -rfka ''
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus test-channels"' -l 'mattermost-channel' -d 'The id of the channel to post to' -rfka ''
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus test-channels"' -l 'mattermost-token' -d 'The access token of the bot or user that posts: as it is, or env:NAME or file:PATH' -rfka ''
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus test-channels" no-mattermost' -l 'no-mattermost' -d 'Post nothing for this job' -rfka 'yes no'
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus test-channels"' -l 'sentry-dsn' -d 'The project of Sentry that gets events: as it is, or env:NAME or file:PATH' -rfka ''
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus test-channels"' -l 'sentry-environment' -d 'The environment that events belong to' -rfka ''
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus test-channels"' -l 'sentry-release' -d 'The release that events belong to' -rfka ''
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus test-channels" sentry-debug' -l 'sentry-debug' -d 'Write what libcurl does to the log' -rfka 'yes no'
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus test-channels"' -l 'sentry-monitor' -d 'Check in with this cron monitor at start and end of each run' -rfka ''
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus test-channels"' -l 'sentry-schedule' -d 'When the monitor expects runs; creates the monitor or changes it' -rfka ''
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus test-channels"' -l 'sentry-margin' -d 'How late a run may be for the monitor' -rfka ''
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus test-channels"' -l 'sentry-max-runtime' -d 'How long a run may take for the monitor' -rfka ''
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus test-channels"' -l 'sentry-timezone' -d 'The time zone of the monitor\'s schedule' -rfka ''
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus test-channels" no-sentry' -l 'no-sentry' -d 'Send nothing to Sentry for this job' -rfka 'yes no'
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus test-channels"' -l 'ping-url' -d 'Ping this address (healthchecks.io dialect) at start and end of each run: as it is, or env:NAME or file:PATH' -rfka ''
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus test-channels" no-ping' -l 'no-ping' -d 'Ping nobody for this job' -rfka 'yes no'
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus test-channels"' -l 'webhook-url' -d 'Post to this address what people are told: as it is, or env:NAME or file:PATH' -rfka ''
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus test-channels"' -l 'webhook-format' -d 'What that address understands: JSON with all facts, or the messages of these services' -rfka 'generic slack discord ntfy mattermost'
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus test-channels"' -l 'webhook-secret' -d 'Signs generic webhooks (Standard Webhooks, whsec_…), or is the access token of ntfy: as it is, or env:NAME or file:PATH' -rfka ''
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus test-channels" no-webhook' -l 'no-webhook' -d 'Call no webhook for this job' -rfka 'yes no'
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus test-channels"' -l 'on-event' -d 'Run this when people are told something; it gets the facts as JSON on its standard input' -rfka ''
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus test-channels" no-hook' -l 'no-hook' -d 'Run no command of --on-event for this job' -rfka 'yes no'
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus test-channels"' -l 'metrics-dir' -d 'Write a file of metrics there after each run, for the textfile collector of Prometheus' -rfa '(__sisyphus_complete_directories)'
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus test-channels" no-metrics' -l 'no-metrics' -d 'Write no metrics for this job' -rfka 'yes no'
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus test-channels" n notify' -l 'notify' -s 'n' -d 'Show a desktop notification at the end of each run in which something happened' -rfka 'yes no'
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus test-channels"' -l 'notify-command' -d 'The program that shows it; it gets --app-name=sisyphus, --, title and text' -rfka ''
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus test-channels"' -l 'config' -d 'Read this configuration and no other' -rF
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_positional "sisyphus test-channels" -ge 1' -F
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus test-channels" version' -l 'version' -d 'Show the version.'
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus test-channels" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus flush"' -l 'basedir' -d 'The directory that holds the directories of all projects' -rfa '(__sisyphus_complete_directories)'
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus flush"' -l 'config' -d 'Read this configuration and no other' -rF
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus flush" version' -l 'version' -d 'Show the version.'
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus flush" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus format"' -l 'template' -d 'The template to render; file:PATH reads it from there' -rfka ''
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus format"' -l 'variables' -d 'Its variables; file:PATH reads them from there' -rfka ''
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus format"' -l 'whitespace' -d 'What becomes of line ends and indentation of the template' -rfka 'keep strip smart'
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus format" version' -l 'version' -d 'Show the version.'
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus format" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'sisyphus' -n '__sisyphus_should_offer_completions_for_flags_or_options "sisyphus help" version' -l 'version' -d 'Show the version.'
