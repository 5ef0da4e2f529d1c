import SisyphusCore
import SisyphusUnix
import Testing

@testable import SisyphusCrontab
@testable import SisyphusSchedule

struct KeptScheduleTests {
    private func moment(_ text: String) -> Timestamp { Timestamp(rfc3339: text)! }

    @Test(
        arguments: [
            // When the newest run or skipped start began, the grace in seconds, and whether the job is overdue at 10:05.
            ("2026-11-28T09:00:02Z", nil, true), ("2026-11-28T10:00:02Z", nil, false), ("2026-11-28T09:59:59.5Z", nil, false),
            ("2026-11-28T09:59:00Z", 600, false),
            (nil, nil, true), ("2026-11-28T10:04:00Z", nil, false),
        ] as [(String?, Int?, Bool)])
    func missedMoments(_ lastStart: String?, _ grace: Int?, _ isMissed: Bool) throws {
        let kept = KeptSchedule(try JobSchedule("0 * * * *"), zone: nil, source: "--schedule", since: moment("2026-11-27T00:00:00Z"))
        var tail = RecordTail()
        tail.starts = [lastStart.map(moment)].compactMap { $0 }
        let now = moment("2026-11-28T10:05:00Z")
        let missed = kept.missed(now: now, tail, grace: grace.map { .seconds($0) }, in: .utc)
        #expect((missed == nil) == !isMissed && (missed.map { $0 == moment("2026-11-28T10:00:00Z") } ?? true), "\(String(describing: missed))")
        // The usual duration gives more time, and what was before the schedule was known is not asked for.
        tail.starts = [moment("2026-11-28T09:00:00Z")]
        #expect(kept.missed(now: now, tail, grace: nil, in: .utc) != nil)
        tail.goodTimes = Array(repeating: 200_000_000, count: UsualDuration.newest)
        #expect(kept.missed(now: now, tail, grace: nil, in: .utc) == nil)
        var young = kept
        young.since = moment("2026-11-28T10:01:00Z")
        #expect(young.missed(now: now, RecordTail(), grace: nil, in: .utc) == nil)
    }

    @Test func whatMayBeLate() throws {
        var kept = KeptSchedule(try JobSchedule("0 * * * *"), zone: nil, source: "x.timer", since: moment("2026-11-27T00:00:00Z"))
        kept.delay = 600_000_000
        #expect(kept.missed(now: moment("2026-11-28T10:11:59Z"), RecordTail(), grace: nil, in: .utc) == moment("2026-11-28T09:00:00Z"))
        #expect(kept.missed(now: moment("2026-11-28T10:12:01Z"), RecordTail(), grace: nil, in: .utc) == moment("2026-11-28T10:00:00Z"))
        kept.grace = .seconds(3600)
        #expect(kept.missed(now: moment("2026-11-28T10:12:01Z"), RecordTail(), grace: nil, in: .utc) == moment("2026-11-28T09:00:00Z"))
        #expect(kept.missed(now: moment("2026-11-28T10:12:01Z"), RecordTail(), grace: .seconds(60), in: .utc) == moment("2026-11-28T10:00:00Z"))
    }

    @Test func severalSchedulesAreOne() throws {
        let both = try JobSchedule("0 5 * * *; OnCalendar=*-*-* 04:30:10")
        let (noon, next, last) = (moment("2026-11-28T12:00:00Z"), moment("2026-11-29T04:30:10Z"), moment("2026-11-28T05:00:00Z"))
        #expect(both.next(after: noon.seconds, in: .utc) == next.seconds && both.previous(before: noon.seconds, in: .utc) == last.seconds)
        let once = try JobSchedule("once 2026-11-28T12:00:00+00:00")
        #expect(once.next(after: noon.seconds, in: .utc) == nil && once.next(after: noon.seconds - 1, in: .utc) == noon.seconds)
        #expect(once.previous(before: noon.seconds, in: .utc) == nil && once.previous(before: noon.seconds + 1, in: .utc) == noon.seconds)
        for (text, column) in [("0 5 * * *; 61 * * * *", 12), ("0 5 * * *;", 11), ("OnCalendar=10:00 UTC; 0 5 * * *", 1)] {
            #expect { try JobSchedule(text) } throws: { ($0 as? ScheduleError)?.column == column }
        }
    }

    @Test(
        arguments: [
            (
                "TimersCalendar={ OnCalendar=*-*-* 06,18:00:00 ; next_elapse=Sat 2026-11-28 18:00:00 UTC }\nRandomizedDelayUSec=12h\nAccuracyUSec=1min\n",
                "OnCalendar=*-*-* 06,18:00:00", 43_260
            ),
            (
                "TimersCalendar={ OnCalendar=Mon *-*-* 10:00:00 ; next_elapse=n/a }\nTimersCalendar={ OnCalendar=*-*-1 00:00:00 ; next_elapse=n/a }\nRandomizedDelayUSec=0\nAccuracyUSec=1min 30s 500ms\n",
                "OnCalendar=Mon *-*-* 10:00:00; OnCalendar=*-*-1 00:00:00", 90.5
            ), ("TimersMonotonic={ OnUnitActiveUSec=1h ; next_elapse=9d }\nAccuracyUSec=1min\n", nil, 60), ("AccuracyUSec=soon\n", nil, 0),
        ] as [(String, String?, Double)])
    func timers(_ answer: String, _ schedule: String?, _ seconds: Double) {
        let timer = UnitProperties(answer)
        #expect(timer.schedule?.text == schedule && Double(timer.delay) == seconds * 1_000_000)
    }

    @Test(
        arguments: [
            ("TimeoutStopUSec=1min 30s\n", 88), ("TimeoutStopUSec=3s\n", 1.5), ("TimeoutStopUSec=infinity\n", 88), ("TimeoutStopUSec=0\n", nil), ("", nil),
            ("TimeoutStopUSec=soon\n", nil), ("TimeoutStopUSec=1000000y\n", nil), ("TimeoutStopUSec=nany\n", nil),
            ("TimeoutStopUSec=1us\n", 0.000001), ("TimeoutStopUSec=1\0us\n", nil),
        ] as [(String, Double?)])
    func timeToEnd(_ answer: String, _ seconds: Double?) {
        #expect(UnitProperties(answer).stopGrace.map { Double($0) } == seconds.map { $0 * 1_000_000 })
    }

    @Test func slots() throws {
        let hourly = try JobSchedule("0 * * * *")
        let slot = { (text: String) in KeptSchedule.slot(of: hourly, at: self.moment(text), in: .utc)?.rfc3339Seconds }
        #expect(slot("2026-11-28T10:00:00.5Z") == "2026-11-28T10:00:00+00:00" && slot("2026-11-28T10:01:30Z") == "2026-11-28T10:00:00+00:00")
        #expect(slot("2026-11-28T10:01:31Z") == nil && slot("2026-11-28T09:59:59Z") == nil)
        #expect(
            CronJobPod.minute(host: "backup-28571234-x7k2p") == 28_571_234 && CronJobPod.minute(host: "web-7d9f8b6c5d-x7k2p") == nil
                && CronJobPod.minute(host: "a-12345678") == nil)
        #expect(
            PeriodicJob.seconds(id: "backup/periodic-1764374400") == 1_764_374_400 && PeriodicJob.seconds(id: "backup") == nil
                && PeriodicJob.seconds(id: "backup/periodic-") == nil && PeriodicJob.seconds(id: "backup/periodic-17x") == nil)
    }

    @Test func isReadAsItWasWritten() throws {
        for text in ["*/5 * * * mon-fri", "@daily", "OnCalendar=Mon..Fri 10:00 Europe/Berlin", "0 5 * * 1-5; 0 9 * * 6", "once 2026-11-28T10:00:00+00:00"] {
            var kept = KeptSchedule(try JobSchedule(text), zone: "Europe/Berlin", source: "/etc/cron.d/x, line 3", since: moment("2026-11-28T10:00:00.5+01:00"))
            (kept.delay, kept.grace) = (1_500_000, .seconds(90))
            #expect(KeptSchedule(bytes: kept.bytes) == kept, "\(text)")
        }
        for text in ["", "{}", "{\"schedule\":\"61 * * * *\",\"since\":\"2026-11-28T10:00:00Z\"}", "[1]"] {
            #expect(KeptSchedule(bytes: Array(text.utf8)) == nil)
        }
    }

    @Test func crontabsAreFoundAgain() throws {
        let user = Crontab(
            Array("CRON_TZ=Asia/Tokyo\n0 5 * * * /x/sync.sh a\n1 5 * * * /x/sync.sh b\n@reboot once\n2 5 * * * twice\n3 5 * * * twice\n".utf8), .user)
        let system = Crontab(Array("4 5 * * * ada date +\\%F\n5 5 * * * root other\n".utf8), .system)
        let index = CrontabIndex(fingerprint: "1.2.3 4.5.6", [("the crontab of ada", user), ("/etc/cron.d/x", system)], user: "ada")
        #expect(
            CrontabIndex(bytes: index.bytes) == index && CrontabIndex(bytes: Array("broken".utf8)) == nil && index.isMade(from: "1.2.3 4.5.6")
                && !index.isMade(from: "1.2.3"))
        let entry = try #require(index.entry(for: "/x/sync.sh a"))
        #expect(entry.schedule == "0 5 * * *" && entry.zone == "Asia/Tokyo" && entry.source == "the crontab of ada, line 2" && entry.name.hasPrefix("sync-"))
        #expect(index.entry(for: "date +%F")?.source == "/etc/cron.d/x, line 1" && index.entry(for: "date +%F")?.name == "date")
        #expect(index.entry(for: "other") == nil && index.entry(for: "once")?.schedule == nil && index.entry(for: "twice")?.schedule == "2 5 * * *; 3 5 * * *")
        #expect(
            index.job(for: "/x/sync.sh a", derived: "sync").name == entry.name && index.job(for: "/y/other a", derived: "other").name == "other"
                && index.job(for: "/y/date", derived: "date").name.hasPrefix("date-") && index.job(for: "/y/dat", derived: "dat").name == "dat")
    }
}
