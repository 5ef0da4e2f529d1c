import Glibc
import Sisyphus

struct ValueError: Error, CustomStringConvertible {
    var description: String
}

class ProbeJob: Job {
    override class var projectname: String { "Probe" }
}

enum ProbeJobs {
    static let all: [String: Job.Type] = [
        "text": TextJob.self, "nothing": NothingJob.self, "error": ErrorJob.self, "tasks": TasksJob.self, "million": MillionJob.self,
        "sleep": SleepJob.self, "stubborn": StubbornJob.self, "closing": ClosingJob.self, "exit": ExitJob.self, "exit3": ExitThreeJob.self,
        "crash": CrashJob.self, "aborts": AbortJob.self,
        "killed": KilledJob.self, "badend": BadEndJob.self, "logged": LoggedErrorJob.self, "repeat": RepeatJob.self,
        "crowd": CrowdJob.self, "options": OptionsJob.self, "items": ItemFactsJob.self, "logger": LoggerJob.self, "unhealthy": UnhealthyJob.self,
        "values": ValuesJob.self, "throwing": ThrowingJob.self, "places": PlacesJob.self, "destinations": DestinationsJob.self,
        "channels": ChannelsJob.self, "mailing": MailingJob.self, "facts": FactsJob.self, "script": ScriptJob.self, "when": WhenJob.self,
        "title": TitleJob.self, "commands": CommandsJob.self, "paths": PathsJob.self, "leaving": LeavingJob.self, "seen": SeenJob.self, "trap": TrapJob.self,
        "ways": TaskWaysJob.self, "bridge": BridgeJob.self,
        "private": PrivateErrorJob.self, "people": ErrorForPeopleJob.self, "left": LeftLoopJob.self, "talkative": TalkativeJob.self,
        "stamped": StampedJob.self, "origin": OriginJob.self,
    ]
}

final class TextJob: ProbeJob {
    override func execute() async throws -> String? {
        log("first line")
        log.xml.warning("second line")
        log["xml"]["warning"]("third\nline")
        print("printed")
        print("unfinished", terminator: "")
        log("after it")
        log.delay("late")
        return "processed 2 items"
    }
}

final class NothingJob: ProbeJob {
    override func execute() async throws -> String? {
        log.delay("only delayed")
        return nil
    }
}

final class ErrorJob: ProbeJob {
    override func execute() async throws -> String? {
        try task(type: "outer", name: "a") {
            log("inside")
            for item in tasks(["x", "y"], type: "inner", name: { $0 }) {
                log(item)
                if item == "y" { throw ValueError(description: "bad value") }
            }
        }
        return nil
    }
}

final class TasksJob: ProbeJob {
    override func execute() async throws -> String? {
        for (number, file) in tasks(["a.csv", "b.csv"].enumerated(), type: "import", name: \.element) {
            log("file \(number) \(file)")
            task(name: "parse") { log("parsing") }
        }
        log([1, 2, 3])
        log(ValueError(description: "logged"))
        return "done"
    }
}
