import Sisyphus

/// Jobs by name: the first argument says which, the rest are options of the job.
let words = Array(CommandLine.arguments.dropFirst())
let job = ProbeJobs.all[words.first ?? ""] ?? Job.self
job.init().run(arguments: Array(words.dropFirst())).leave()
