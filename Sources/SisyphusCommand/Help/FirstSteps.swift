import SisyphusCore

/// What `sisyphus` alone says at a terminal: what to do next.
enum FirstSteps {
    static let crontab = """
            PATH=/usr/local/bin:/usr/bin:/bin
            */5 * * * *  sisyphus run -p ACME.FooBar -j fetch --maxtime 3m -- ./script.sh
        """

    /// - Parameters:
    ///   - base: the base directory.
    ///   - jobs: how many there are in it.
    static func text(base: String, jobs: Int) -> String {
        let seeing =
            jobs == 0
            ? ""
            : """
            There \(jobs == 1 ? "is 1 job" : "are \(jobs) jobs") in \(base):
              sisyphus status                  how they are
              sisyphus history                 their last runs


            """
        return """
            sisyphus runs jobs: one at a time, a log per run, an end when the time is up.

            \(seeing)New here:
              sisyphus demo                    a tour of two minutes that cleans up
              sisyphus run -- echo hello       a first job; its log: sisyphus logs --all
              sisyphus doctor                  is everything there that it needs?
              sisyphus help                    all subcommands; man sisyphus for more

            In a crontab:
            \(crontab)

            """
    }
}
