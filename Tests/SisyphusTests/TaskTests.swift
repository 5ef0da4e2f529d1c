import Testing

/// Labels of tasks, as the original's table has them.
@Suite struct TaskTests {
    @Test(arguments: [["--fork", "yes"], ["--fork", "no"]])
    func tasksAreShown(_ arguments: [String]) throws {
        let run = try ProbeRun("ways", arguments)
        #expect(run.status == 1)
        #expect(
            run.lines.map { $0.replacing(" :: child N", with: "") } == [
                " :: [1/2] import a >> counted a", " :: [2/2] import b >> counted b", " :: [1] import <c> >> uncounted c",
                " :: [1/2] kind7 >> number 7", " :: [2/2] kind8 >> number 8", " :: [1] >> neither type nor name",
                " :: [1/2] same >> one name", " :: [2/2] same >> one name", " :: ? >> nothing", " :: ? >> a count alone", " :: [1234/5678] >> a place",
                " :: named >> an empty type", " :: [1/2] outer p :: [1/3] inner 1 >> p1", " :: [1/2] outer p >> back in p",
                " :: [2/2] outer q :: [1/3] inner 1 >> q1", " :: [2/2] outer q >> back in q",
                " :: last one :: [2] import e :: {sisyphus}{external}{exc} >> ValueError: in the middle",
                " :: {sisyphus}{result}{fail} >> failed with ValueError: in the middle",
            ])
    }
}
