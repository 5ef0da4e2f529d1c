import Testing

/// What is told about errors, and where they happened.
@Suite struct ErrorTests {
    /// A text that is another one in each run would be told to people in each run.
    @Test func privateTypesHaveNoAddresses() throws {
        let run = try ProbeRun("private")
        #expect(
            run.lines == [
                " :: child N :: {sisyphus}{external}{exc} >> PrivateErrorJob.Failed: by(SisyphusProbeJobs.PrivateErrorJob.Inner())",
                " :: child N :: {sisyphus}{result}{fail} >> failed with PrivateErrorJob.Failed: by(SisyphusProbeJobs.PrivateErrorJob.Inner())",
            ])
    }

    @Test func textsForPeopleAreShown() throws {
        let run = try ProbeRun("people")
        #expect(
            run.lines == [
                " :: child N :: {exc} >> ErrorForPeopleJob.Empty: there is nothing",
                " :: child N :: {exc} >> ErrorForPeopleJob.Missing: there is no such file", #" :: child N :: {exc} >> file("a.csv")"#,
                " :: child N :: {sisyphus}{external}{exc} >> ErrorForPeopleJob.Missing: there is no such file",
                #" :: child N :: {sisyphus}{external}{exc} >> file("b.csv")"#,
                " :: child N :: {sisyphus}{result}{fail} >> failed with ErrorForPeopleJob.Missing: there is no such file",
            ])
    }

    /// An error that comes when a loop is over is not one of its last item, unless it is thrown on.
    @Test(arguments: [
        ("break", " :: child N", "something else"), ("throw", " :: child N", "something else"), ("rethrow", " :: child N :: [1/2] import a", "cannot import a"),
    ])
    func loopsThatWereLeftAreForgotten(_ word: String, _ task: String, _ text: String) throws {
        let run = try ProbeRun("left", environment: ["PROBE_WORD": word])
        #expect(run.lines.dropLast().last == "\(task) :: {sisyphus}{external}{exc} >> ValueError: \(text)")
    }
}
