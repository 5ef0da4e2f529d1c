import Glibc
import Sisyphus

/// Jobs by name: the first argument says which, the rest are options of the job. `PROBE_START` says where the job is run.
let name = CommandLine.arguments.dropFirst().first ?? ""
switch getenv("PROBE_START").map({ String(cString: $0) }) {
case "main": ProbeStart.asMain(name)
case "threads": ProbeStart.besideThreads(name)
case "thread": ProbeStart.onAnotherThread(name)
case "go on": ProbeStart.goOn(after: name)
case "go on beside threads":
    ProbeStart.startThreads()
    ProbeStart.goOn(after: name)
default: ProbeStart.run(name)
}
