# fish completion for heaptui.  It asks the program's own help, and so knows what it knows.

# the words of a section of the help, each with what it is
function __heaptui_words
    set -l section $argv[1]
    heaptui help $argv[2..] 2>/dev/null | string match --entire --regex '^(  |[A-Z].*:$|$)' |
        awk -v section="$section" '
            index($0, section) == 1 { inside = 1; next }
            /^$/ { inside = 0 }
            inside { name = $1; sub(/=.*/, "=", name); $1 = ""; print name "\t" substr($0, 2) }'
end

function __heaptui_command
    set -l words (commandline --cut-at-cursor --tokenize-process)
    test (count $words) -gt 1; and echo $words[2]
end

function __heaptui_options
    set -l own (__heaptui_words Options (__heaptui_command))
    test -n "$own"; and printf '%s\n' $own; or __heaptui_words Options
end

complete -c heaptui -n 'test -z (__heaptui_command)' -a '(__heaptui_words Commands)'
complete -c heaptui -n 'string match -q -- "-*" (commandline -ct)' -a '(__heaptui_options)'
complete -c heaptui -l format -x -a 'text json ndjson csv markdown'
complete -c heaptui -l columns -x -a '(__heaptui_words Columns (__heaptui_command))'
complete -c heaptui -l sort -x -a '(__heaptui_words Columns (__heaptui_command))'
complete -c heaptui -l only -x -a '(__heaptui_words Objects)'
complete -c heaptui -l units -x -a 'decimal binary'
