#!/bin/bash

__sisyphus_cursor_index_in_current_word() {
    local remaining="${COMP_LINE}"

    local word
    for word in "${COMP_WORDS[@]::COMP_CWORD}"; do
        remaining="${remaining##*([[:space:]])"${word}"*([[:space:]])}"
    done

    local -ir index="$((COMP_POINT - ${#COMP_LINE} + ${#remaining}))"
    if [[ "${index}" -le 0 ]]; then
        printf 0
    else
        printf %s "${index}"
    fi
}

# positional arguments:
#
# - 1: the current (sub)command's count of positional arguments
#
# required variables:
#
# - repeating_flags: the repeating flags that the current (sub)command can accept
# - non_repeating_flags: the non-repeating flags that the current (sub)command can accept
# - repeating_options: the repeating options that the current (sub)command can accept
# - non_repeating_options: the non-repeating options that the current (sub)command can accept
# - positional_number: value ignored
# - unparsed_words: unparsed words from the current command line
#
# modified variables:
#
# - non_repeating_flags: remove flags for this (sub)command that are already on the command line
# - non_repeating_options: remove options for this (sub)command that are already on the command line
# - positional_number: set to the current positional number
# - unparsed_words: remove all flags, options, and option values for this (sub)command
__sisyphus_offer_flags_options() {
    local -ir positional_count="${1}"
    positional_number=0

    local was_flag_option_terminator_seen=false
    local is_parsing_option_value=false

    local -ar unparsed_word_indices=("${!unparsed_words[@]}")
    local -i word_index
    for word_index in "${unparsed_word_indices[@]}"; do
        if "${is_parsing_option_value}"; then
            # This word is an option value:
            # Reset marker for next word iff not currently the last word
            [[ "${word_index}" -ne "${unparsed_word_indices[${#unparsed_word_indices[@]} - 1]}" ]] && is_parsing_option_value=false
            unset "unparsed_words[${word_index}]"
            # Do not process this word as a flag or an option
            continue
        fi

        local word="${unparsed_words["${word_index}"]}"
        if ! "${was_flag_option_terminator_seen}"; then
            case "${word}" in
            --)
                unset "unparsed_words[${word_index}]"
                # by itself -- is a flag/option terminator, but if it is the last word, it is the start of a completion
                if [[ "${word_index}" -ne "${unparsed_word_indices[${#unparsed_word_indices[@]} - 1]}" ]]; then
                    was_flag_option_terminator_seen=true
                fi
                continue
                ;;
            -*)
                # ${word} is a flag or an option
                # If ${word} is an option, mark that the next word to be parsed is an option value
                local option
                for option in "${repeating_options[@]}" "${non_repeating_options[@]}"; do
                    [[ "${word}" = "${option}" ]] && is_parsing_option_value=true && break
                done

                # Remove ${word} from ${non_repeating_flags} or ${non_repeating_options} so it isn't offered again
                local not_found=true
                local -i index
                for index in "${!non_repeating_flags[@]}"; do
                    if [[ "${non_repeating_flags[${index}]}" = "${word}" ]]; then
                        unset "non_repeating_flags[${index}]"
                        non_repeating_flags=("${non_repeating_flags[@]}")
                        not_found=false
                        break
                    fi
                done
                if "${not_found}"; then
                    for index in "${!non_repeating_flags[@]}"; do
                        if [[ "${non_repeating_flags[${index}]}" = "${word}" ]]; then
                            unset "non_repeating_flags[${index}]"
                            non_repeating_flags=("${non_repeating_flags[@]}")
                            break
                        fi
                    done
                fi
                unset "unparsed_words[${word_index}]"
                continue
                ;;
            esac
        fi

        # ${word} is neither a flag, nor an option, nor an option value
        if [[ "${positional_number}" -lt "${positional_count}" || "${positional_count}" -lt 0 ]]; then
            # ${word} is a positional
            ((positional_number++))
            unset "unparsed_words[${word_index}]"
        else
            if [[ -z "${word}" ]]; then
                # Could be completing a flag, option, or subcommand
                positional_number=-1
            else
                # ${word} is a subcommand or invalid, so stop processing this (sub)command
                positional_number=-2
            fi
            break
        fi
    done

    unparsed_words=("${unparsed_words[@]}")

    if\
        ! "${was_flag_option_terminator_seen}"\
        && ! "${is_parsing_option_value}"\
        && [[ ("${cur}" = -* && "${positional_number}" -ge 0) || "${positional_number}" -eq -1 ]]
    then
        COMPREPLY+=($(compgen -W "${repeating_flags[*]} ${non_repeating_flags[*]} ${repeating_options[*]} ${non_repeating_options[*]}" -- "${cur}"))
    fi
}

__sisyphus_add_completions() {
    local completion
    while IFS='' read -r completion; do
        COMPREPLY+=("${completion}")
    done < <(IFS=$'\n' compgen "${@}" -- "${cur}")
}

__sisyphus_custom_complete() {
    if [[ -n "${cur}" || -z ${COMP_WORDS[${COMP_CWORD}]} || "${COMP_LINE:${COMP_POINT}:1}" != ' ' ]]; then
        local -ar words=("${COMP_WORDS[@]}")
    else
        local -ar words=("${COMP_WORDS[@]::${COMP_CWORD}}" '' "${COMP_WORDS[@]:${COMP_CWORD}}")
    fi

    "${COMP_WORDS[0]}" "${@}" "${words[@]}"
}

_sisyphus() {
    local state
    state="$(shopt -p;shopt -po)"
    trap "${state//$'\n'/;}" RETURN
    shopt -s extglob
    set +o history +o posix

    local -xr SAP_SHELL=bash
    local -x SAP_SHELL_VERSION
    SAP_SHELL_VERSION="$(IFS='.';printf %s "${BASH_VERSINFO[*]}")"
    local -r SAP_SHELL_VERSION

    local -r cur="${2}"
    local -r prev="${3}"

    local -i positional_number
    local -a unparsed_words=("${COMP_WORDS[@]:1:${COMP_CWORD}}")

    local -a repeating_flags=()
    local -a non_repeating_flags=(--version -h --help)
    local -a repeating_options=()
    local -a non_repeating_options=()
    __sisyphus_offer_flags_options 0

    # Offer subcommand / subcommand argument completions
    local -r subcommand="${unparsed_words[0]}"
    unset 'unparsed_words[0]'
    unparsed_words=("${unparsed_words[@]}")
    case "${subcommand}" in
    run|health|test-channels|flush|format|help)
        # Offer subcommand argument completions
        "_sisyphus_${subcommand}"
        ;;
    *)
        # Offer subcommand completions
        COMPREPLY+=($(compgen -W 'run health test-channels flush format help' -- "${cur}"))
        ;;
    esac
}

_sisyphus_run() {
    repeating_flags=()
    non_repeating_flags=(--version -h --help)
    repeating_options=(--projectname -p --jobname -j --identifier --basedir --maxtime -m --idle-timeout --warntime --kill-grace --waitchildbreak --kill-signal --drain --leftover --overlap --skip-status --nextrun --ok-codes --warn-codes --uneventful-codes --stderr --linetags --escapes --maxline --logformat --formatlogline --encoding --errors --maxlogsize --log-mode --log-group --report --keepfilelogs --keepruns --keepsize --compressfilelogs --compressmode --maxhealthcheckage --tell-on --tell-after --tell-remind --notify-timeout --fromemail --toemail --smtphost --sendmail --smtpport --smtptls --smtpuser --smtppassword --maxemailerrors --formatemailsubject --formatemailbodytext --formatemailbodyhtml --formatmattermosttitle --formatmattermostmessage --mattermost-url --mattermost-channel --mattermost-token --sentry-dsn --sentry-environment --sentry-release --sentry-monitor --sentry-schedule --sentry-margin --sentry-max-runtime --sentry-timezone --ping-url --webhook-url --webhook-format --webhook-secret --on-event --metrics-dir --notify-command --config)
    non_repeating_options=(--noisykills --tty --fork --proctitle --repeat -r --exit-on-error --log2file -f --log2stdout -o --log2stderr -e --utc --healthcheck --no-email --no-mattermost --sentry-debug --no-sentry --no-ping --no-webhook --no-hook --no-metrics --notify -n)
    __sisyphus_offer_flags_options -1

    # Offer option value completions
    case "${prev}" in
    '--projectname'|'-p')
        return
        ;;
    '--jobname'|'-j')
        return
        ;;
    '--identifier')
        return
        ;;
    '--basedir')
        __sisyphus_add_completions -d
        return
        ;;
    '--maxtime'|'-m')
        return
        ;;
    '--idle-timeout')
        return
        ;;
    '--warntime')
        return
        ;;
    '--kill-grace'|'--waitchildbreak')
        return
        ;;
    '--kill-signal')
        return
        ;;
    '--noisykills')
        __sisyphus_add_completions -W 'yes'$'\n''no'
        return
        ;;
    '--drain')
        return
        ;;
    '--leftover')
        __sisyphus_add_completions -W 'report'$'\n''kill'$'\n''wait'
        return
        ;;
    '--overlap')
        return
        ;;
    '--skip-status')
        return
        ;;
    '--tty')
        __sisyphus_add_completions -W 'yes'$'\n''no'
        return
        ;;
    '--fork')
        __sisyphus_add_completions -W 'yes'$'\n''no'
        return
        ;;
    '--proctitle')
        __sisyphus_add_completions -W 'yes'$'\n''no'
        return
        ;;
    '--repeat'|'-r')
        __sisyphus_add_completions -W 'yes'$'\n''no'
        return
        ;;
    '--nextrun')
        return
        ;;
    '--exit-on-error')
        __sisyphus_add_completions -W 'yes'$'\n''no'
        return
        ;;
    '--ok-codes')
        return
        ;;
    '--warn-codes')
        return
        ;;
    '--uneventful-codes')
        return
        ;;
    '--stderr')
        __sisyphus_add_completions -W 'tag'$'\n''merge'
        return
        ;;
    '--linetags')
        __sisyphus_add_completions -W 'all'$'\n''cosmetic'$'\n''off'
        return
        ;;
    '--escapes')
        __sisyphus_add_completions -W 'escape'$'\n''strip'
        return
        ;;
    '--maxline')
        return
        ;;
    '--log2file'|'-f')
        __sisyphus_add_completions -W 'yes'$'\n''no'
        return
        ;;
    '--log2stdout'|'-o')
        __sisyphus_add_completions -W 'yes'$'\n''no'$'\n''auto'
        return
        ;;
    '--log2stderr'|'-e')
        __sisyphus_add_completions -W 'yes'$'\n''no'
        return
        ;;
    '--logformat')
        __sisyphus_add_completions -W 'text'$'\n''json'$'\n''raw'
        return
        ;;
    '--formatlogline')
        return
        ;;
    '--encoding')
        return
        ;;
    '--errors')
        __sisyphus_add_completions -W 'strict'$'\n''replace'$'\n''ignore'$'\n''backslashreplace'$'\n''xmlcharrefreplace'$'\n''surrogateescape'
        return
        ;;
    '--maxlogsize')
        return
        ;;
    '--log-mode')
        return
        ;;
    '--log-group')
        return
        ;;
    '--utc')
        __sisyphus_add_completions -W 'yes'$'\n''no'
        return
        ;;
    '--report')
        __sisyphus_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    '--keepfilelogs')
        return
        ;;
    '--keepruns')
        return
        ;;
    '--keepsize')
        return
        ;;
    '--compressfilelogs')
        return
        ;;
    '--compressmode')
        __sisyphus_add_completions -W 'gzip'$'\n''bzip2'$'\n''lzma'
        return
        ;;
    '--healthcheck')
        __sisyphus_add_completions -W 'yes'$'\n''no'
        return
        ;;
    '--maxhealthcheckage')
        return
        ;;
    '--tell-on')
        __sisyphus_add_completions -W 'change'$'\n''every'
        return
        ;;
    '--tell-after')
        return
        ;;
    '--tell-remind')
        return
        ;;
    '--notify-timeout')
        return
        ;;
    '--fromemail')
        return
        ;;
    '--toemail')
        return
        ;;
    '--smtphost')
        return
        ;;
    '--sendmail')
        return
        ;;
    '--smtpport')
        return
        ;;
    '--smtptls')
        __sisyphus_add_completions -W 'auto'$'\n''no'$'\n''starttls'$'\n''tls'
        return
        ;;
    '--smtpuser')
        return
        ;;
    '--smtppassword')
        return
        ;;
    '--maxemailerrors')
        return
        ;;
    '--formatemailsubject')
        return
        ;;
    '--formatemailbodytext')
        return
        ;;
    '--formatemailbodyhtml')
        return
        ;;
    '--no-email')
        __sisyphus_add_completions -W 'yes'$'\n''no'
        return
        ;;
    '--formatmattermosttitle')
        return
        ;;
    '--formatmattermostmessage')
        return
        ;;
    '--mattermost-url')
        return
        ;;
    '--mattermost-channel')
        return
        ;;
    '--mattermost-token')
        return
        ;;
    '--no-mattermost')
        __sisyphus_add_completions -W 'yes'$'\n''no'
        return
        ;;
    '--sentry-dsn')
        return
        ;;
    '--sentry-environment')
        return
        ;;
    '--sentry-release')
        return
        ;;
    '--sentry-debug')
        __sisyphus_add_completions -W 'yes'$'\n''no'
        return
        ;;
    '--sentry-monitor')
        return
        ;;
    '--sentry-schedule')
        return
        ;;
    '--sentry-margin')
        return
        ;;
    '--sentry-max-runtime')
        return
        ;;
    '--sentry-timezone')
        return
        ;;
    '--no-sentry')
        __sisyphus_add_completions -W 'yes'$'\n''no'
        return
        ;;
    '--ping-url')
        return
        ;;
    '--no-ping')
        __sisyphus_add_completions -W 'yes'$'\n''no'
        return
        ;;
    '--webhook-url')
        return
        ;;
    '--webhook-format')
        __sisyphus_add_completions -W 'generic'$'\n''slack'$'\n''discord'$'\n''ntfy'$'\n''mattermost'
        return
        ;;
    '--webhook-secret')
        return
        ;;
    '--no-webhook')
        __sisyphus_add_completions -W 'yes'$'\n''no'
        return
        ;;
    '--on-event')
        return
        ;;
    '--no-hook')
        __sisyphus_add_completions -W 'yes'$'\n''no'
        return
        ;;
    '--metrics-dir')
        __sisyphus_add_completions -d
        return
        ;;
    '--no-metrics')
        __sisyphus_add_completions -W 'yes'$'\n''no'
        return
        ;;
    '--notify'|'-n')
        __sisyphus_add_completions -W 'yes'$'\n''no'
        return
        ;;
    '--notify-command')
        return
        ;;
    '--config')
        __sisyphus_add_completions -f
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    *)
        __sisyphus_add_completions -f
        return
        ;;
    esac
}

_sisyphus_health() {
    repeating_flags=()
    non_repeating_flags=(--version -h --help)
    repeating_options=(--projectname -p --jobname -j --identifier --basedir --maxhealthcheckage --config)
    non_repeating_options=(--nagios)
    __sisyphus_offer_flags_options -1

    # Offer option value completions
    case "${prev}" in
    '--projectname'|'-p')
        return
        ;;
    '--jobname'|'-j')
        return
        ;;
    '--identifier')
        return
        ;;
    '--basedir')
        __sisyphus_add_completions -d
        return
        ;;
    '--maxhealthcheckage')
        return
        ;;
    '--nagios')
        __sisyphus_add_completions -W 'yes'$'\n''no'
        return
        ;;
    '--config')
        __sisyphus_add_completions -f
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    *)
        __sisyphus_add_completions -f
        return
        ;;
    esac
}

_sisyphus_test-channels() {
    repeating_flags=()
    non_repeating_flags=(--version -h --help)
    repeating_options=(--projectname -p --jobname -j --identifier --basedir --tell-on --tell-after --tell-remind --notify-timeout --fromemail --toemail --smtphost --sendmail --smtpport --smtptls --smtpuser --smtppassword --maxemailerrors --formatemailsubject --formatemailbodytext --formatemailbodyhtml --formatmattermosttitle --formatmattermostmessage --mattermost-url --mattermost-channel --mattermost-token --sentry-dsn --sentry-environment --sentry-release --sentry-monitor --sentry-schedule --sentry-margin --sentry-max-runtime --sentry-timezone --ping-url --webhook-url --webhook-format --webhook-secret --on-event --metrics-dir --notify-command --config)
    non_repeating_options=(--no-email --no-mattermost --sentry-debug --no-sentry --no-ping --no-webhook --no-hook --no-metrics --notify -n)
    __sisyphus_offer_flags_options -1

    # Offer option value completions
    case "${prev}" in
    '--projectname'|'-p')
        return
        ;;
    '--jobname'|'-j')
        return
        ;;
    '--identifier')
        return
        ;;
    '--basedir')
        __sisyphus_add_completions -d
        return
        ;;
    '--tell-on')
        __sisyphus_add_completions -W 'change'$'\n''every'
        return
        ;;
    '--tell-after')
        return
        ;;
    '--tell-remind')
        return
        ;;
    '--notify-timeout')
        return
        ;;
    '--fromemail')
        return
        ;;
    '--toemail')
        return
        ;;
    '--smtphost')
        return
        ;;
    '--sendmail')
        return
        ;;
    '--smtpport')
        return
        ;;
    '--smtptls')
        __sisyphus_add_completions -W 'auto'$'\n''no'$'\n''starttls'$'\n''tls'
        return
        ;;
    '--smtpuser')
        return
        ;;
    '--smtppassword')
        return
        ;;
    '--maxemailerrors')
        return
        ;;
    '--formatemailsubject')
        return
        ;;
    '--formatemailbodytext')
        return
        ;;
    '--formatemailbodyhtml')
        return
        ;;
    '--no-email')
        __sisyphus_add_completions -W 'yes'$'\n''no'
        return
        ;;
    '--formatmattermosttitle')
        return
        ;;
    '--formatmattermostmessage')
        return
        ;;
    '--mattermost-url')
        return
        ;;
    '--mattermost-channel')
        return
        ;;
    '--mattermost-token')
        return
        ;;
    '--no-mattermost')
        __sisyphus_add_completions -W 'yes'$'\n''no'
        return
        ;;
    '--sentry-dsn')
        return
        ;;
    '--sentry-environment')
        return
        ;;
    '--sentry-release')
        return
        ;;
    '--sentry-debug')
        __sisyphus_add_completions -W 'yes'$'\n''no'
        return
        ;;
    '--sentry-monitor')
        return
        ;;
    '--sentry-schedule')
        return
        ;;
    '--sentry-margin')
        return
        ;;
    '--sentry-max-runtime')
        return
        ;;
    '--sentry-timezone')
        return
        ;;
    '--no-sentry')
        __sisyphus_add_completions -W 'yes'$'\n''no'
        return
        ;;
    '--ping-url')
        return
        ;;
    '--no-ping')
        __sisyphus_add_completions -W 'yes'$'\n''no'
        return
        ;;
    '--webhook-url')
        return
        ;;
    '--webhook-format')
        __sisyphus_add_completions -W 'generic'$'\n''slack'$'\n''discord'$'\n''ntfy'$'\n''mattermost'
        return
        ;;
    '--webhook-secret')
        return
        ;;
    '--no-webhook')
        __sisyphus_add_completions -W 'yes'$'\n''no'
        return
        ;;
    '--on-event')
        return
        ;;
    '--no-hook')
        __sisyphus_add_completions -W 'yes'$'\n''no'
        return
        ;;
    '--metrics-dir')
        __sisyphus_add_completions -d
        return
        ;;
    '--no-metrics')
        __sisyphus_add_completions -W 'yes'$'\n''no'
        return
        ;;
    '--notify'|'-n')
        __sisyphus_add_completions -W 'yes'$'\n''no'
        return
        ;;
    '--notify-command')
        return
        ;;
    '--config')
        __sisyphus_add_completions -f
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    *)
        __sisyphus_add_completions -f
        return
        ;;
    esac
}

_sisyphus_flush() {
    repeating_flags=()
    non_repeating_flags=(--version -h --help)
    repeating_options=(--basedir --config)
    non_repeating_options=()
    __sisyphus_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '--basedir')
        __sisyphus_add_completions -d
        return
        ;;
    '--config')
        __sisyphus_add_completions -f
        return
        ;;
    esac
}

_sisyphus_format() {
    repeating_flags=()
    non_repeating_flags=(--version -h --help)
    repeating_options=(--template --variables --whitespace)
    non_repeating_options=()
    __sisyphus_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '--template')
        return
        ;;
    '--variables')
        return
        ;;
    '--whitespace')
        __sisyphus_add_completions -W 'keep'$'\n''strip'$'\n''smart'
        return
        ;;
    esac
}

_sisyphus_help() {
    repeating_flags=()
    non_repeating_flags=(--version)
    repeating_options=()
    non_repeating_options=()
    __sisyphus_offer_flags_options -1
}

complete -o filenames -F _sisyphus sisyphus
