import Testing

@testable import SisyphusCore

@Suite struct TitleTextTests {
    @Test func theSupervisorAsTheParent() {
        #expect(
            TitleText.make(original: "sisyphus run -- ./a", process: "parent 9840", tasks: [], detail: "Finishing")
                == "sisyphus run -- ./a :: parent :: parent 9840 >> Finishing")
    }

    @Test func tasksTakeThePlaceOfTheDetail() {
        #expect(
            TitleText.make(original: "x", process: "parent 1", tasks: ["[1/3] item a", "step"], detail: "Working")
                == "x :: parent :: parent 1 :: [1/3] item a :: step")
    }

    @Test func withoutProcesses() {
        #expect(TitleText.make(original: "x", process: nil, tasks: [], detail: "Working") == "x :: Working")
    }
}
