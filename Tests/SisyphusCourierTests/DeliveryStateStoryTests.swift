import Testing

@testable import SisyphusCore
@testable import SisyphusNotify

/// Whole lives of deliveries, without a process.
@Suite struct DeliveryStateStoryTests {
    private struct Story {
        var state: DeliveryState
        var now: Int64 = 0

        init(spool: DeliveryTerms.Spool = .usable, background: Int64 = 0, oldMessages: Int = .max, tellsOfOld: Bool = false) {
            var terms = DeliveryTerms(spool: spool, patience: 10_000_000)
            (terms.background, terms.oldMessages, terms.tellsOfOld) = (background, oldMessages, tellsOfOld)
            state = DeliveryState(terms)
        }

        mutating func callAsFunction(_ input: DeliveryInput) -> String { show(state.handle(input, at: Sample.moment(now))) }

        /// Leads a new one to where it is being tried.
        mutating func begin(_ number: Int, _ delivery: Delivery) {
            _ = self(.accepted(number, delivery))
            _ = self(.prepared(number, receiverKey: "key \(number)"))
        }
    }

    @Test func onceMoreThenKept() {
        var story = Story()
        story.begin(1, Sample.mail())
        #expect(story(.answered(1, Sample.smtp(451, code: 55))) == "" && story.state.deadline == 1_000_000)
        story.now = 1
        #expect(story(.tick) == "prepare(1)" && story(.prepared(1, receiverKey: "")) == "send(1)")
        #expect(story(.answered(1, Sample.smtp(451, code: 55))) == "keep(1, replaceable)")
        #expect(story(.kept(1)) == "tell(spooled: The e-mail message to a@x, b@x about P/j could not be delivered and is kept for a later run: 451 words)")
        #expect(story(.endOfInput) == "finish" && story.state.phase == .over)
    }

    @Test func orderOfOneReceiver() {
        var story = Story()
        story.begin(1, Sample.mail("one"))
        #expect(story(.accepted(2, Sample.mail("two"))) == "store(2)")
        _ = story(.answered(1, Sample.smtp(451, code: 55)))
        story.now = 1
        #expect(story(.tick) == "prepare(1)")
        #expect(story(.notBegun(1, .refused("no"))).hasSuffix("prepare(2)"))
    }

    /// Who cannot be reached is asked once; the other old messages wait, and other receivers do not.
    @Test func unreachableReceiver() {
        var story = Story(tellsOfOld: true)
        #expect(
            story(.found([(1, Sample.mail("one"), 0), (2, Sample.mail("two"), 0), (3, Sample.http(.generic, .webhook), 0)])) == "prepare(1) prepare(3)")
        #expect(story(.prepared(1, receiverKey: "")) == "send(1, patiently)")
        #expect(story(.answered(1, Sample.smtp(0, code: 7))) == "keep(1, replaceable) release(2)")
        #expect(story(.kept(1)).hasPrefix("tell(spooled old: ") && story(.prepared(3, receiverKey: "k")) == "send(3)")
    }

    @Test func notAllAreTakenAlong() {
        var story = Story(oldMessages: 1)
        var early = Sample.http(.generic, .webhook)
        early.notBefore = .max
        #expect(story(.found([(1, Sample.mail("one"), 5), (2, early, 0), (3, Sample.http(.slack, .mattermost), 4)])) == "release(1) release(2) prepare(3)")
    }

    /// A mail server that does not say whether it took the mail may take it yet: asking at once doubles it.
    @Test func slowFinalAnswer() {
        var story = Story()
        story.begin(1, Sample.mail())
        #expect(story(.answered(1, Sample.smtp(354, code: CurlCode.timedOut))) == "keep(1, in doubt, not at once)")
        var again = Story()
        again.begin(1, Sample.mail())
        #expect(again(.answered(1, Sample.smtp(354, code: 56))) == "" && again.state.deadline == 1_000_000)
    }

    @Test func doubtIsNotRepeatedForEver() {
        var story = Story()
        var mail = Sample.mail()
        mail.unsureSince = 1
        _ = story(.found([(1, mail, 0)]))
        _ = story(.prepared(1, receiverKey: ""))
        #expect(story(.answered(1, Sample.smtp(354, code: 56))).hasPrefix("remove(1) noteLoss tell(unsure old: "))
        var slack = Sample.http(.slack, .webhook)
        slack.unsureSince = 1
        #expect(story(.found([(2, slack, 0)])).hasPrefix("remove(2) noteLoss tell(unsure old: "))
    }

    @Test func killedMailProgram() {
        var story = Story()
        story.begin(1, Sample.sendmail())
        #expect(story(.programEnded(1, .ended(.signalled(9), said: ""))) == "keep(1, in doubt, not at once)")
        story.begin(2, Sample.hook())
        #expect(
            story(.programEnded(2, .overdue(8_000_000))) == "noteLoss tell(lost: The hook command message about P/j is given up: it did not end within 8 s)")
    }

    // MARK: Nobody waits any more

    @Test func goesOnInTheBackground() {
        var story = Story(background: 60_000_000)
        story.begin(1, Sample.mail())
        story.begin(2, Sample.hook())
        #expect(story(.endOfInput) == "" && story.state.deadline == 10_000_000)
        story.now = 10
        #expect(story(.tick) == "cancel(2)")
        #expect(
            story(.cancelled(2, wasSent: true))
                == "noteLoss tell(lost: The hook command message about P/j could not be delivered and is lost: it took too long; it makes no sense later) "
                + "tell(spooled: The e-mail message to a@x, b@x about P/j is not delivered yet (the server takes its time); "
                + "its courier goes on for some minutes, then it is kept for a later run) detach")
        #expect(story.state.phase == .background && story.state.deadline == 70_000_000)
        #expect(story(.answered(1, Sample.smtp(250))) == "remove(1) finish")
    }

    /// What nobody hears is not settled: the next courier says it.
    @Test(arguments: [Sample.smtp(550, code: 55), Sample.smtp(451, code: 55), Sample.smtp(0, code: 60)])
    func refusalsThatNobodyHears(_ result: AttemptResult) {
        var story = Story(background: 60_000_000)
        story.begin(1, Sample.mail())
        _ = story(.endOfInput)
        story.now = 10
        _ = story(.tick)
        #expect(story(.answered(1, result)) == "keep(1, replaceable)" && story(.kept(1)) == "finish")
    }

    @Test func backgroundEnds() {
        var story = Story(background: 60_000_000)
        story.begin(1, Sample.mail())
        _ = story(.endOfInput)
        story.now = 10
        _ = story(.tick)
        story.now = 70
        #expect(story(.tick) == "cancel(1)" && story(.cancelled(1, wasSent: true)) == "keep(1, in doubt)" && story(.kept(1)) == "finish")
    }

    @Test func nothingGoesOnWithoutBackground() {
        var story = Story()
        story.begin(1, Sample.mail())
        _ = story(.accepted(2, Sample.mail("two")))
        _ = story(.endOfInput)
        story.now = 10
        #expect(story(.tick) == "cancel(1) keep(2, replaceable)")
        #expect(story(.kept(2)).contains("kept for a later run: there was no time left") && story.state.phase == .closing)
        _ = story(.cancelled(1, wasSent: false))
        #expect(story(.kept(1)).hasSuffix("kept for a later run: it took too long) finish"))
    }

    // MARK: Servers

    @Test func limitsAreKept() {
        var story = Story()
        story.begin(1, Sample.http(.generic, .webhook))
        #expect(story(.answered(1, Sample.http(429, headers: [("retry-after", "3600")]))) == "saveLimits keep(1, not at once)")
        #expect(story(.kept(1)).contains("HTTP 429; the server asked to be left alone until 2026-11-23 17:45:29"))
        _ = story(.accepted(2, Sample.http(.generic, .webhook, id: "two")))
        #expect(story(.prepared(2, receiverKey: "key 1")) == "keep(2, not at once)")
        #expect(story(.kept(2)).contains("the server asked to be left alone until 2026-11-23 17:45:29"))
    }

    @Test func postsAreAnswered() {
        var story = Story()
        story.begin(1, Sample.http(.mattermost, .mattermost, id: "failure"))
        _ = story(.accepted(2, Sample.http(.mattermost, .mattermost, id: "recovery", extra: "failure")))
        #expect(
            story(.answered(1, Sample.http(201, reply: #"{"id":"p0st"}"#)))
                == "remove(1) tell(delivered post p0st: Sent Mattermost message (HTTP 201)) prepare(2)")
        #expect(story(.prepared(2, receiverKey: "")) == "send(2, extra p0st)")
        _ = story(.found([(3, Sample.http(.mattermost, .mattermost, id: "old"), 0)]))
        _ = story(.answered(2, Sample.http(201)))
        _ = story(.prepared(3, receiverKey: ""))
        #expect(story(.answered(3, Sample.http(201, reply: #"{"id":"other"}"#))).hasPrefix("passPost(old, other) remove(3)"))
    }

    @Test func proxiesAreNamedAndCleaned() {
        var story = Story()
        story.begin(1, Sample.http(.sentry, .sentry))
        var result = Sample.http(0, code: 60)
        result.error = "no s3cr3t"
        result.proxy = ProxyChoice(variable: "https_proxy", address: "http://u:s3cr3t@p:1")
        result.redactor = Redactor(result.proxy!.secrets)
        #expect(story(.answered(1, result)).contains("is given up: no ••• (through the proxy p:1 of https_proxy)"))
    }

    // MARK: The spool

    @Test func withoutSpool() {
        for (spool, text) in [
            (.none, "is given up: 451 words"), (.broken("it is a file"), "could not be delivered and is lost: 451 words; it is a file"),
        ] as [(DeliveryTerms.Spool, String)] {
            var story = Story(spool: spool)
            #expect(story(.accepted(1, Sample.mail())) == "prepare(1)")
            _ = story(.endOfInput)
            story.now = 10
            #expect(story(.notBegun(1, .retry("451 words", after: nil))) == "tell(lost: The e-mail message to a@x, b@x about P/j \(text)) finish")
        }
    }

    @Test func whatCouldNotBeStored() {
        var story = Story()
        story.begin(1, Sample.mail())
        #expect(story(.notStored(1, "the disk is full")) == "")
        #expect(story(.answered(1, Sample.http(200))).hasPrefix("tell(delivered"))
        story.begin(2, Sample.mail())
        #expect(story(.notBegun(2, .retry("away", after: 9))) == "keep(2, not at once, replaceable)")
        #expect(story(.notKept(2, "the disk is full")).hasSuffix("is lost: away; the disk is full)"))
    }
}

@Suite struct AttemptClockTests {
    @Test func phases() {
        let limits = AttemptLimits.fresh
        var clock = AttemptClock(limits, now: 0)
        #expect(clock.overdue(.lookup, heard: 0, now: limits.lookup - 1) == nil)
        #expect(clock.overdue(.connection, heard: 0, now: limits.lookup) == nil)
        #expect(clock.overdue(.connection, heard: 0, now: limits.lookup + limits.connection) == "there was no connection within 20 s")
        #expect(clock.overdue(.greeting, heard: 0, now: 100_000_000) == nil)
        #expect(clock.overdue(.greeting, heard: 0, now: 160_000_000) == "the server did not begin within 60 s")
        // Each reply begins the time of the next.
        #expect(clock.overdue(.answer, heard: 9, now: 170_000_000) == nil && clock.overdue(.answer, heard: 20, now: 229_000_000) == nil)
        #expect(clock.overdue(.answer, heard: 20, now: 288_000_000) == nil)
        #expect(clock.overdue(.answer, heard: 20, now: 289_000_000) == "the server did not answer within 60 s")
        #expect(clock.overdue(.finalAnswer, heard: 30, now: 290_000_000) == nil)
        #expect(clock.overdue(.finalAnswer, heard: 40, now: 300_000_000) == "it was not done within 300 s")
    }

    /// RFC 5321, 4.5.3.2.
    @Test func oldMailsAreGivenTheTimeOfTheRFC() {
        let limits = AttemptLimits(Sample.mail(), isOld: true)
        #expect(limits.greeting >= 300_000_000 && limits.answer >= 300_000_000 && limits.finalAnswer >= 600_000_000)
        #expect(AttemptLimits(Sample.hook(), isOld: false).program == 8_000_000 && AttemptLimits(Sample.sendmail(), isOld: false).program > 60_000_000)
    }
}
