# Made from the tables of subcommands and options: sisyphus --generate-completion-script fish

# Prints the number of the word at which the command of the subcommand begins, if the words before the cursor reach it.
function __sisyphus_command_start
    set -l words (commandline -opc)
    set -l i 3
    while test $i -le (count $words)
        switch $words[$i]
            case --
                math $i + 1
                return 0
            case -p --projectname -j --jobname --identifier --basedir -m --maxtime --idle-timeout --warntime --kill-grace --waitchildbreak --kill-signal --drain --leftover --overlap --skip-status --nextrun --ok-codes --warn-codes --uneventful-codes --stderr --linetags --escapes --maxline --logformat --formatlogline --encoding --errors --maxlogsize --log-mode --log-group --report --keepfilelogs --keepruns --keepsize --compressfilelogs --compressmode --maxhealthcheckage --tell-on --tell-after --tell-remind --notify-timeout --fromemail --toemail --smtphost --sendmail --smtpport --smtptls --smtpuser --smtppassword --maxemailerrors --formatemailsubject --formatemailbodytext --formatemailbodyhtml --formatmattermosttitle --formatmattermostmessage --mattermost-url --mattermost-channel --mattermost-token --sentry-dsn --sentry-environment --sentry-release --sentry-monitor --sentry-schedule --sentry-margin --sentry-max-runtime --sentry-timezone --ping-url --webhook-url --webhook-format --webhook-secret --ntfy-priority --ntfy-tags --on-event --metrics-dir --notify-command --config --template --variables --whitespace
                set i (math $i + 2)
            case --noisykills --tty --fork --proctitle -r --repeat --exit-on-error --tracebacks -f --log2file -o --log2stdout -e --log2stderr --utc --healthcheck --no-email --no-mattermost --sentry-debug --no-sentry --no-ping --no-webhook --no-hook --no-metrics -n --notify --nagios
                set i (math $i + 1)
                if test $i -le (count $words); and contains -- $words[$i] yes no auto
                    set i (math $i + 1)
                end
            case '-*'
                set i (math $i + 1)
            case '*'
                echo $i
                return 0
        end
    end
    return 1
end

function __sisyphus_at
    set -l words (commandline -opc)
    test (count $words) -ge 2; and contains -- $words[2] $argv
end

function __sisyphus_options_of
    __sisyphus_at $argv; and not __sisyphus_command_start >/dev/null
end

# Completes the command as if it stood alone.
function __sisyphus_command
    set -l words (commandline -opc)
    set -l start (__sisyphus_command_start)
    or set start (math (count $words) + 1)
    set -l line
    if test $start -le (count $words)
        set line (string escape -- $words[$start..-1])
    end
    complete -C (string join ' ' -- $line (commandline -ct))
end

complete -c sisyphus -f
complete -c sisyphus -n 'test (count (commandline -opc)) -eq 1' -a run -d 'Run a command as a job.'
complete -c sisyphus -n 'test (count (commandline -opc)) -eq 1' -a health -d 'Tell whether a job is healthy.'
complete -c sisyphus -n 'test (count (commandline -opc)) -eq 1' -a test-channels -d 'Send a test message through each configured channel.'
complete -c sisyphus -n 'test (count (commandline -opc)) -eq 1' -a flush -d 'Deliver the messages that are kept.'
complete -c sisyphus -n 'test (count (commandline -opc)) -eq 1' -a format -d 'Render a template to try it out.'
complete -c sisyphus -n 'test (count (commandline -opc)) -eq 1' -a help -d 'Show the help of a subcommand.'
complete -c sisyphus -n 'test (count (commandline -opc)) -eq 1' -a version -d 'Show the version.'
complete -c sisyphus -n '__sisyphus_at help; and test (count (commandline -opc)) -eq 2' -a 'run health test-channels flush format'
complete -c sisyphus -n '__sisyphus_at run health test-channels' -x -a '(__sisyphus_command)'
complete -c sisyphus -n '__sisyphus_options_of run' -s p -l projectname -x -d 'The project that the job belongs to: a directory of logs, and a section of the configuration'
complete -c sisyphus -n '__sisyphus_options_of run' -s j -l jobname -x -d 'The name of the job'
complete -c sisyphus -n '__sisyphus_options_of run' -l identifier -x -d 'Makes several independent jobs of one name: directory JOB.IDENTIFIER, with a lock and a health of its own'
complete -c sisyphus -n '__sisyphus_options_of run' -l basedir -x -a '(__fish_complete_directories)' -d 'The directory that holds the directories of all projects'
complete -c sisyphus -n '__sisyphus_options_of run' -s m -l maxtime -x -d 'End the command and all its processes when it has run this long'
complete -c sisyphus -n '__sisyphus_options_of run' -l idle-timeout -x -d 'The same when it has printed nothing for this long'
complete -c sisyphus -n '__sisyphus_options_of run' -l warntime -x -d 'Log a warning when it has run this long; it runs on'
complete -c sisyphus -n '__sisyphus_options_of run' -l kill-grace -l waitchildbreak -x -d 'The time between SIGTERM and SIGKILL'
complete -c sisyphus -n '__sisyphus_options_of run' -l kill-signal -x -d 'Ask the command\'s processes to end by this signal instead of SIGTERM'
complete -c sisyphus -n '__sisyphus_options_of run' -l noisykills -d 'Treat a time limit that ends the command as an error that is told to people, not only logged'
complete -c sisyphus -n '__sisyphus_options_of run' -l drain -x -d 'Go on reading for this long after the command has ended while another process still holds its output'
complete -c sisyphus -n '__sisyphus_options_of run' -l leftover -x -a 'report kill wait' -d 'What to do with processes that are alive after that: name them in the log and leave them, kill them, or wait until they end (wait needs --maxtime)'
complete -c sisyphus -n '__sisyphus_options_of run' -l overlap -x -a 'skip wait' -d 'When the job is running already: skip this start, or wait (at most TIME) for its end'
complete -c sisyphus -n '__sisyphus_options_of run' -l skip-status -x -d 'The exit status of a start that was skipped'
complete -c sisyphus -n '__sisyphus_options_of run' -l tty -d 'Hand the terminal to the command'
complete -c sisyphus -n '__sisyphus_options_of run' -l fork -d 'no leaves the tasks "parent PID" and "child PID" out of the log lines'
complete -c sisyphus -n '__sisyphus_options_of run' -l proctitle -d 'Show in the process title (ps) what the run is doing'
complete -c sisyphus -n '__sisyphus_options_of run' -s r -l repeat -d 'Run again and again, with a log for each run, until a signal ends it'
complete -c sisyphus -n '__sisyphus_options_of run' -l nextrun -x -d 'With --repeat: start again this long after the end of the last run, or at this local date and time'
complete -c sisyphus -n '__sisyphus_options_of run' -l exit-on-error -d 'With --repeat: end with the first run that fails'
complete -c sisyphus -n '__sisyphus_options_of run' -l ok-codes -x -d 'Exit statuses besides 0 with which a run is successful'
complete -c sisyphus -n '__sisyphus_options_of run' -l warn-codes -x -d 'Exit statuses with which a run is successful with errors: healthy, a warning to Nagios'
complete -c sisyphus -n '__sisyphus_options_of run' -l uneventful-codes -x -d 'Exit statuses with which nothing happened: the log is not kept unless it shows an error'
complete -c sisyphus -n '__sisyphus_options_of run' -l stderr -x -a 'tag merge' -d 'Read stderr apart and give its lines the tag stderr, or read both streams from one pipe in their exact order'
complete -c sisyphus -n '__sisyphus_options_of run' -l linetags -x -a 'all cosmetic off' -d 'Which @prefixes of lines are obeyed: all, only tags that neither send nor delay a line, or none'
complete -c sisyphus -n '__sisyphus_options_of run' -l tracebacks -d 'Take a traceback at the end of stderr of a failed run (Python, Node, Ruby, Java, Go, PHP, Perl, Swift) for its reason, as if the job had marked it as an exception'
complete -c sisyphus -n '__sisyphus_options_of run' -l escapes -x -a 'escape strip' -d 'Show terminal escape sequences (colours) as text, or drop them'
complete -c sisyphus -n '__sisyphus_options_of run' -l maxline -x -d 'Split lines that are longer, with a visible mark'
complete -c sisyphus -n '__sisyphus_options_of run' -s f -l log2file -d 'Write a log file per run, and links to the last one of each outcome'
complete -c sisyphus -n '__sisyphus_options_of run' -s o -l log2stdout -d 'Write the log to stdout too'
complete -c sisyphus -n '__sisyphus_options_of run' -s e -l log2stderr -d 'Write the log to stderr too'
complete -c sisyphus -n '__sisyphus_options_of run' -l logformat -x -a 'text json raw' -d 'Lines with times, tasks and tags; one JSON object a line; or every byte as it came'
complete -c sisyphus -n '__sisyphus_options_of run' -l formatlogline -x -d 'Format the lines of text logs with this UL4 template (or file:PATH), which sees time, starttime, elapsed, tasks, tags, line, job, sysinfo and env'
complete -c sisyphus -n '__sisyphus_options_of run' -l encoding -x -d 'The encoding of log and health file'
complete -c sisyphus -n '__sisyphus_options_of run' -l errors -x -a 'strict replace ignore backslashreplace xmlcharrefreplace surrogateescape' -d 'What to write for characters that the encoding lacks: strict and backslashreplace (an escape), replace (a question mark), ignore, xmlcharrefreplace or surrogateescape'
complete -c sisyphus -n '__sisyphus_options_of run' -l maxlogsize -x -d 'Stop writing lines to the log file at this size; the last 1 MiB is kept and written at its end, after a line that counts what is left out'
complete -c sisyphus -n '__sisyphus_options_of run' -l log-mode -x -d 'Permissions of the files; directories can be entered by those who can read the files'
complete -c sisyphus -n '__sisyphus_options_of run' -l log-group -x -d 'The group of files and directories, with a --log-mode that lets it read'
complete -c sisyphus -n '__sisyphus_options_of run' -l utc -d 'Write times in UTC instead of local time'
complete -c sisyphus -n '__sisyphus_options_of run' -l report -x -a 'auto always never' -d 'Write reason, log path and last lines of a failed run to stderr (for cron\'s mail)'
complete -c sisyphus -n '__sisyphus_options_of run' -l keepfilelogs -x -d 'Delete logs that are older'
complete -c sisyphus -n '__sisyphus_options_of run' -l keepruns -x -d 'Delete all but the newest N logs'
complete -c sisyphus -n '__sisyphus_options_of run' -l keepsize -x -d 'Delete the oldest logs until all logs of the job together are no larger'
complete -c sisyphus -n '__sisyphus_options_of run' -l compressfilelogs -x -d 'Compress logs that are older'
complete -c sisyphus -n '__sisyphus_options_of run' -l compressmode -x -a 'gzip bzip2 lzma' -d 'How: gzip, bzip2 or lzma'
complete -c sisyphus -n '__sisyphus_options_of run' -l healthcheck -d 'Do not run: tell whether the job is healthy, as sisyphus health does'
complete -c sisyphus -n '__sisyphus_options_of run' -l maxhealthcheckage -x -d 'The job is unhealthy when its last good run ended longer ago'
complete -c sisyphus -n '__sisyphus_options_of run' -l tell-on -x -a 'change every' -d 'Tell people of a failure when it is new or another one than before (outcome and reason without numbers and paths), or of every one'
complete -c sisyphus -n '__sisyphus_options_of run' -l tell-after -x -d 'Tell of failures only when so many came in a row'
complete -c sisyphus -n '__sisyphus_options_of run' -l tell-remind -x -d 'Tell again of a failure that was told when it has lasted this long'
complete -c sisyphus -n '__sisyphus_options_of run' -l notify-timeout -x -d 'How long a run waits for its deliveries; they go on for some minutes by themselves, and the rest is kept for a later run'
complete -c sisyphus -n '__sisyphus_options_of run' -l fromemail -x -d 'The sender of mails'
complete -c sisyphus -n '__sisyphus_options_of run' -l toemail -x -d 'The receivers of mails, separated by commas'
complete -c sisyphus -n '__sisyphus_options_of run' -l smtphost -x -d 'The mail server'
complete -c sisyphus -n '__sisyphus_options_of run' -l sendmail -r -F -d 'The program that takes mails when no server is given'
complete -c sisyphus -n '__sisyphus_options_of run' -l smtpport -x -d 'Its port'
complete -c sisyphus -n '__sisyphus_options_of run' -l smtptls -x -a 'auto no starttls tls' -d 'How the connection is protected'
complete -c sisyphus -n '__sisyphus_options_of run' -l smtpuser -x -d 'The user of the mail server'
complete -c sisyphus -n '__sisyphus_options_of run' -l smtppassword -x -d 'That user\'s password: as it is, or env:NAME or file:PATH'
complete -c sisyphus -n '__sisyphus_options_of run' -l maxemailerrors -x -d 'How many messages a mail holds, the newest; it tells how many more there were'
complete -c sisyphus -n '__sisyphus_options_of run' -l formatemailsubject -x -d 'The subject of mails, an UL4 template or file:PATH with one (docs/ul4.md)'
complete -c sisyphus -n '__sisyphus_options_of run' -l formatemailbodytext -x -d 'Their plain text, likewise'
complete -c sisyphus -n '__sisyphus_options_of run' -l formatemailbodyhtml -x -d 'Their HTML, likewise'
complete -c sisyphus -n '__sisyphus_options_of run' -l no-email -d 'Send no mails for this job'
complete -c sisyphus -n '__sisyphus_options_of run' -l formatmattermosttitle -x -d 'The title of posts to Mattermost, an UL4 template or file:PATH with one (docs/ul4.md)'
complete -c sisyphus -n '__sisyphus_options_of run' -l formatmattermostmessage -x -d 'Their text, likewise'
complete -c sisyphus -n '__sisyphus_options_of run' -l mattermost-url -x -d 'The Mattermost server'
complete -c sisyphus -n '__sisyphus_options_of run' -l mattermost-channel -x -d 'The id of the channel to post to'
complete -c sisyphus -n '__sisyphus_options_of run' -l mattermost-token -x -d 'The access token of the bot or user that posts: as it is, or env:NAME or file:PATH'
complete -c sisyphus -n '__sisyphus_options_of run' -l no-mattermost -d 'Post nothing for this job'
complete -c sisyphus -n '__sisyphus_options_of run' -l sentry-dsn -x -d 'The project of Sentry that gets events: as it is, or env:NAME or file:PATH'
complete -c sisyphus -n '__sisyphus_options_of run' -l sentry-environment -x -d 'The environment that events belong to'
complete -c sisyphus -n '__sisyphus_options_of run' -l sentry-release -x -d 'The release that events belong to'
complete -c sisyphus -n '__sisyphus_options_of run' -l sentry-debug -d 'Write what libcurl does to the log'
complete -c sisyphus -n '__sisyphus_options_of run' -l sentry-monitor -x -d 'Check in with this cron monitor at start and end of each run'
complete -c sisyphus -n '__sisyphus_options_of run' -l sentry-schedule -x -d 'When the monitor expects runs; creates the monitor or changes it'
complete -c sisyphus -n '__sisyphus_options_of run' -l sentry-margin -x -d 'How late a run may be for the monitor'
complete -c sisyphus -n '__sisyphus_options_of run' -l sentry-max-runtime -x -d 'How long a run may take for the monitor'
complete -c sisyphus -n '__sisyphus_options_of run' -l sentry-timezone -x -d 'The time zone of the monitor\'s schedule'
complete -c sisyphus -n '__sisyphus_options_of run' -l no-sentry -d 'Send nothing to Sentry for this job'
complete -c sisyphus -n '__sisyphus_options_of run' -l ping-url -x -d 'Ping this address (healthchecks.io dialect) at start and end of each run: as it is, or env:NAME or file:PATH'
complete -c sisyphus -n '__sisyphus_options_of run' -l no-ping -d 'Ping nobody for this job'
complete -c sisyphus -n '__sisyphus_options_of run' -l webhook-url -x -d 'Post to this address what people are told: as it is, or env:NAME or file:PATH'
complete -c sisyphus -n '__sisyphus_options_of run' -l webhook-format -x -a 'generic slack discord ntfy mattermost' -d 'What that address understands: JSON with all facts, or the messages of these services'
complete -c sisyphus -n '__sisyphus_options_of run' -l webhook-secret -x -d 'Signs generic webhooks (Standard Webhooks, whsec_…), or is the access token of ntfy: as it is, or env:NAME or file:PATH'
complete -c sisyphus -n '__sisyphus_options_of run' -l no-webhook -d 'Call no webhook for this job'
complete -c sisyphus -n '__sisyphus_options_of run' -l ntfy-priority -x -a 'min low default high urgent' -d 'How loud ntfy shows failures and runs that do not end; the rest as usual'
complete -c sisyphus -n '__sisyphus_options_of run' -l ntfy-tags -x -d 'Tags of messages to ntfy, separated by commas: warning,skull'
complete -c sisyphus -n '__sisyphus_options_of run' -l on-event -x -d 'Run this when people are told something; it gets the facts as JSON on its standard input'
complete -c sisyphus -n '__sisyphus_options_of run' -l no-hook -d 'Run no command of --on-event for this job'
complete -c sisyphus -n '__sisyphus_options_of run' -l metrics-dir -x -a '(__fish_complete_directories)' -d 'Write a file of metrics there after each run, for the textfile collector of Prometheus'
complete -c sisyphus -n '__sisyphus_options_of run' -l no-metrics -d 'Write no metrics for this job'
complete -c sisyphus -n '__sisyphus_options_of run' -s n -l notify -d 'Show a desktop notification at the end of each run in which something happened'
complete -c sisyphus -n '__sisyphus_options_of run' -l notify-command -x -d 'The program that shows it; it gets --app-name=sisyphus, --, title and text'
complete -c sisyphus -n '__sisyphus_options_of run' -l config -r -F -d 'Read this configuration and no other'
complete -c sisyphus -n '__sisyphus_options_of run' -l version -d 'Show the version'
complete -c sisyphus -n '__sisyphus_options_of run' -s h -l help -d 'Show this help'
complete -c sisyphus -n '__sisyphus_options_of health' -s p -l projectname -x -d 'The project that the job belongs to: a directory of logs, and a section of the configuration'
complete -c sisyphus -n '__sisyphus_options_of health' -s j -l jobname -x -d 'The name of the job'
complete -c sisyphus -n '__sisyphus_options_of health' -l identifier -x -d 'Makes several independent jobs of one name: directory JOB.IDENTIFIER, with a lock and a health of its own'
complete -c sisyphus -n '__sisyphus_options_of health' -l basedir -x -a '(__fish_complete_directories)' -d 'The directory that holds the directories of all projects'
complete -c sisyphus -n '__sisyphus_options_of health' -l maxhealthcheckage -x -d 'The job is unhealthy when its last good run ended longer ago'
complete -c sisyphus -n '__sisyphus_options_of health' -l nagios -d 'Answer as a Nagios plugin: exit status 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN, and one line with performance data'
complete -c sisyphus -n '__sisyphus_options_of health' -l config -r -F -d 'Read this configuration and no other'
complete -c sisyphus -n '__sisyphus_options_of health' -l version -d 'Show the version'
complete -c sisyphus -n '__sisyphus_options_of health' -s h -l help -d 'Show this help'
complete -c sisyphus -n '__sisyphus_options_of test-channels' -s p -l projectname -x -d 'The project that the job belongs to: a directory of logs, and a section of the configuration'
complete -c sisyphus -n '__sisyphus_options_of test-channels' -s j -l jobname -x -d 'The name of the job'
complete -c sisyphus -n '__sisyphus_options_of test-channels' -l identifier -x -d 'Makes several independent jobs of one name: directory JOB.IDENTIFIER, with a lock and a health of its own'
complete -c sisyphus -n '__sisyphus_options_of test-channels' -l basedir -x -a '(__fish_complete_directories)' -d 'The directory that holds the directories of all projects'
complete -c sisyphus -n '__sisyphus_options_of test-channels' -l tell-on -x -a 'change every' -d 'Tell people of a failure when it is new or another one than before (outcome and reason without numbers and paths), or of every one'
complete -c sisyphus -n '__sisyphus_options_of test-channels' -l tell-after -x -d 'Tell of failures only when so many came in a row'
complete -c sisyphus -n '__sisyphus_options_of test-channels' -l tell-remind -x -d 'Tell again of a failure that was told when it has lasted this long'
complete -c sisyphus -n '__sisyphus_options_of test-channels' -l notify-timeout -x -d 'How long a run waits for its deliveries; they go on for some minutes by themselves, and the rest is kept for a later run'
complete -c sisyphus -n '__sisyphus_options_of test-channels' -l fromemail -x -d 'The sender of mails'
complete -c sisyphus -n '__sisyphus_options_of test-channels' -l toemail -x -d 'The receivers of mails, separated by commas'
complete -c sisyphus -n '__sisyphus_options_of test-channels' -l smtphost -x -d 'The mail server'
complete -c sisyphus -n '__sisyphus_options_of test-channels' -l sendmail -r -F -d 'The program that takes mails when no server is given'
complete -c sisyphus -n '__sisyphus_options_of test-channels' -l smtpport -x -d 'Its port'
complete -c sisyphus -n '__sisyphus_options_of test-channels' -l smtptls -x -a 'auto no starttls tls' -d 'How the connection is protected'
complete -c sisyphus -n '__sisyphus_options_of test-channels' -l smtpuser -x -d 'The user of the mail server'
complete -c sisyphus -n '__sisyphus_options_of test-channels' -l smtppassword -x -d 'That user\'s password: as it is, or env:NAME or file:PATH'
complete -c sisyphus -n '__sisyphus_options_of test-channels' -l maxemailerrors -x -d 'How many messages a mail holds, the newest; it tells how many more there were'
complete -c sisyphus -n '__sisyphus_options_of test-channels' -l formatemailsubject -x -d 'The subject of mails, an UL4 template or file:PATH with one (docs/ul4.md)'
complete -c sisyphus -n '__sisyphus_options_of test-channels' -l formatemailbodytext -x -d 'Their plain text, likewise'
complete -c sisyphus -n '__sisyphus_options_of test-channels' -l formatemailbodyhtml -x -d 'Their HTML, likewise'
complete -c sisyphus -n '__sisyphus_options_of test-channels' -l no-email -d 'Send no mails for this job'
complete -c sisyphus -n '__sisyphus_options_of test-channels' -l formatmattermosttitle -x -d 'The title of posts to Mattermost, an UL4 template or file:PATH with one (docs/ul4.md)'
complete -c sisyphus -n '__sisyphus_options_of test-channels' -l formatmattermostmessage -x -d 'Their text, likewise'
complete -c sisyphus -n '__sisyphus_options_of test-channels' -l mattermost-url -x -d 'The Mattermost server'
complete -c sisyphus -n '__sisyphus_options_of test-channels' -l mattermost-channel -x -d 'The id of the channel to post to'
complete -c sisyphus -n '__sisyphus_options_of test-channels' -l mattermost-token -x -d 'The access token of the bot or user that posts: as it is, or env:NAME or file:PATH'
complete -c sisyphus -n '__sisyphus_options_of test-channels' -l no-mattermost -d 'Post nothing for this job'
complete -c sisyphus -n '__sisyphus_options_of test-channels' -l sentry-dsn -x -d 'The project of Sentry that gets events: as it is, or env:NAME or file:PATH'
complete -c sisyphus -n '__sisyphus_options_of test-channels' -l sentry-environment -x -d 'The environment that events belong to'
complete -c sisyphus -n '__sisyphus_options_of test-channels' -l sentry-release -x -d 'The release that events belong to'
complete -c sisyphus -n '__sisyphus_options_of test-channels' -l sentry-debug -d 'Write what libcurl does to the log'
complete -c sisyphus -n '__sisyphus_options_of test-channels' -l sentry-monitor -x -d 'Check in with this cron monitor at start and end of each run'
complete -c sisyphus -n '__sisyphus_options_of test-channels' -l sentry-schedule -x -d 'When the monitor expects runs; creates the monitor or changes it'
complete -c sisyphus -n '__sisyphus_options_of test-channels' -l sentry-margin -x -d 'How late a run may be for the monitor'
complete -c sisyphus -n '__sisyphus_options_of test-channels' -l sentry-max-runtime -x -d 'How long a run may take for the monitor'
complete -c sisyphus -n '__sisyphus_options_of test-channels' -l sentry-timezone -x -d 'The time zone of the monitor\'s schedule'
complete -c sisyphus -n '__sisyphus_options_of test-channels' -l no-sentry -d 'Send nothing to Sentry for this job'
complete -c sisyphus -n '__sisyphus_options_of test-channels' -l ping-url -x -d 'Ping this address (healthchecks.io dialect) at start and end of each run: as it is, or env:NAME or file:PATH'
complete -c sisyphus -n '__sisyphus_options_of test-channels' -l no-ping -d 'Ping nobody for this job'
complete -c sisyphus -n '__sisyphus_options_of test-channels' -l webhook-url -x -d 'Post to this address what people are told: as it is, or env:NAME or file:PATH'
complete -c sisyphus -n '__sisyphus_options_of test-channels' -l webhook-format -x -a 'generic slack discord ntfy mattermost' -d 'What that address understands: JSON with all facts, or the messages of these services'
complete -c sisyphus -n '__sisyphus_options_of test-channels' -l webhook-secret -x -d 'Signs generic webhooks (Standard Webhooks, whsec_…), or is the access token of ntfy: as it is, or env:NAME or file:PATH'
complete -c sisyphus -n '__sisyphus_options_of test-channels' -l no-webhook -d 'Call no webhook for this job'
complete -c sisyphus -n '__sisyphus_options_of test-channels' -l ntfy-priority -x -a 'min low default high urgent' -d 'How loud ntfy shows failures and runs that do not end; the rest as usual'
complete -c sisyphus -n '__sisyphus_options_of test-channels' -l ntfy-tags -x -d 'Tags of messages to ntfy, separated by commas: warning,skull'
complete -c sisyphus -n '__sisyphus_options_of test-channels' -l on-event -x -d 'Run this when people are told something; it gets the facts as JSON on its standard input'
complete -c sisyphus -n '__sisyphus_options_of test-channels' -l no-hook -d 'Run no command of --on-event for this job'
complete -c sisyphus -n '__sisyphus_options_of test-channels' -l metrics-dir -x -a '(__fish_complete_directories)' -d 'Write a file of metrics there after each run, for the textfile collector of Prometheus'
complete -c sisyphus -n '__sisyphus_options_of test-channels' -l no-metrics -d 'Write no metrics for this job'
complete -c sisyphus -n '__sisyphus_options_of test-channels' -s n -l notify -d 'Show a desktop notification at the end of each run in which something happened'
complete -c sisyphus -n '__sisyphus_options_of test-channels' -l notify-command -x -d 'The program that shows it; it gets --app-name=sisyphus, --, title and text'
complete -c sisyphus -n '__sisyphus_options_of test-channels' -l config -r -F -d 'Read this configuration and no other'
complete -c sisyphus -n '__sisyphus_options_of test-channels' -l version -d 'Show the version'
complete -c sisyphus -n '__sisyphus_options_of test-channels' -s h -l help -d 'Show this help'
complete -c sisyphus -n '__sisyphus_options_of flush' -s p -l projectname -x -d 'The project that the job belongs to: a directory of logs, and a section of the configuration'
complete -c sisyphus -n '__sisyphus_options_of flush' -s j -l jobname -x -d 'The name of the job'
complete -c sisyphus -n '__sisyphus_options_of flush' -l identifier -x -d 'Makes several independent jobs of one name: directory JOB.IDENTIFIER, with a lock and a health of its own'
complete -c sisyphus -n '__sisyphus_options_of flush' -l basedir -x -a '(__fish_complete_directories)' -d 'The directory that holds the directories of all projects'
complete -c sisyphus -n '__sisyphus_options_of flush' -l config -r -F -d 'Read this configuration and no other'
complete -c sisyphus -n '__sisyphus_options_of flush' -l version -d 'Show the version'
complete -c sisyphus -n '__sisyphus_options_of flush' -s h -l help -d 'Show this help'
complete -c sisyphus -n '__sisyphus_options_of format' -l template -x -d 'The template to render; file:PATH reads it from there'
complete -c sisyphus -n '__sisyphus_options_of format' -l variables -x -d 'Its variables; file:PATH reads them from there'
complete -c sisyphus -n '__sisyphus_options_of format' -l whitespace -x -a 'keep strip smart' -d 'What becomes of line ends and indentation of the template'
complete -c sisyphus -n '__sisyphus_options_of format' -l version -d 'Show the version'
complete -c sisyphus -n '__sisyphus_options_of format' -s h -l help -d 'Show this help'
