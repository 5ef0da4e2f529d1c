import SisyphusCore
import Testing

@testable import SisyphusOptions

struct ShellLineTests {
    /// Names of lines are what logs are kept under: none of these may ever change.
    @Test(arguments: [
        ("/usr/local/bin/fetch.sh --all", "fetch"), ("cd /srv/app && ./bin/sync.py", "sync"),
        ("cd /srv && nice -n 10 ionice -c3 /opt/backup.sh >/dev/null 2>&1", "backup"),
        ("FOO=bar LANG=C fetch", "fetch"), ("flock -n /run/x.lock timeout 300 chronic python3 /opt/import.py", "import"),
        ("sleep 30; /usr/bin/certbot -q renew", "certbot"),
        ("test -x /usr/sbin/anacron || ( cd / && run-parts --report /etc/cron.daily )", "cron.daily"),
        ("[ -x /usr/lib/php/sessionclean ] && if [ ! -d /run/systemd/system ]; then /usr/lib/php/sessionclean; fi", "sessionclean"),
        ("command -v debian-sa1 > /dev/null && debian-sa1 1 1", "debian-sa1"), ("bash -lc 'cd /srv && rake jobs:work'", "rake"),
        ("flock -n l -c 'cd /x; fetch a'", "fetch"),
        ("2>&1 /opt/x.pl | logger -t x", "x"), ("echo hello", "echo"), ("test -e /etc/default/x && . /etc/default/x && \"/opt/my tool/run it\"", "run it"),
        ("php /var/www/artisan schedule:run >> /dev/null 2>&1", "artisan"),
        ("su www-data -s /bin/sh -c 'php /x/cron.php'", "cron"), ("/usr/bin/env FOO=1 /opt/a.rb", "a"), ("ruby -e 'puts 1'", "ruby-c5a8e48a"),
        ("", "sh-6a6d9e72"), ("for i in 1 2; do fetch $i; done", "fetch"),
        ("curl -fsS https://example.org/ping", "curl"), ("$HOME/bin/report.sh", "report"), ("(umask 077; pg_dump db > /b/db.sql)", "pg_dump"),
        ("true # nothing", "true"),
        ("X=\"a b\" /usr/bin/foo.py", "foo"), ("X='a b' Y=a\\ b foo", "foo"), ("RESTIC_REPOSITORY=\"/srv/my repo\" /usr/local/bin/backup.sh", "backup"),
        ("X=\"$(date +%H)\" foo", "foo"), ("\"X=1\" foo", "X=1"), ("X\\=1 foo", "X=1"),
    ])
    func names(_ text: String, _ name: String) { #expect(ShellLine.jobName(text) == name) }

    @Test func commentsAndSupervision() {
        #expect(CommentOptions(ShellLine("fetch # sisyphus: name=a maxtime='10 m' utc"))?.words == ["--jobname=a", "--maxtime=10 m", "--utc"])
        #expect(CommentOptions(ShellLine("fetch # sisyphus: name=a"))?.name == "a")
        for text in ["fetch # a comment", "echo '# sisyphus: name=a'", "echo a#sisyphus: name=a", "fetch"] {
            #expect(CommentOptions(ShellLine(text)) == nil, "\(text)")
        }
        for text in ["sisyphus run -j a -- b", "cd /x && /usr/bin/sisyphus run b", "nice sisyphus run b"] { #expect(ShellLine(text).startsRun, "\(text)") }
        for text in ["sisyphus health -j a", "echo sisyphus run", "sisyphus"] { #expect(!ShellLine(text).startsRun, "\(text)") }
    }
}
