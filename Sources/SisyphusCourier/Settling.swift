import SisyphusCore
import SisyphusNotify
import SisyphusUnix

/// Ends tries: what was said, and what becomes of the parcel.
extension PostOffice {
    func settle(_ transfer: Transfer, secrets: [String], key: String, _ parcel: Parcel) {
        let result = transfer.result
        var verdict: TryVerdict
        var post: String?
        switch parcel.delivery.transport {
        case .http(let http):
            verdict = HTTPVerdict.judge(result, dialect: http.dialect)
            note(result, key: key, http, parcel)
            if http.dialect == .mattermost, case .delivered = verdict { post = JSONValue(result.reply.utf8)?["id"]?.string }
            if let post { notePost(post, of: parcel) }
        case .smtp(let smtp):
            verdict = SMTPVerdict.judge(result)
            // Once the text has been sent, the answer to it is for all whom it was accepted for.
            let isForAll = if case .delivered = verdict { false } else { transfer.replies.contains { $0.hasPrefix("354") } }
            if !isForAll { verdict = splitRefused(smtp, transfer, parcel, verdict) }
        case .command, .file: return
        }
        finish(parcel, verdict.mapText { Redactor(secrets).clean($0) }, post: post)
    }

    /// Posts that answer this one may wait with us, or in the spool for another courier, which is told by them.
    private func notePost(_ post: String, of parcel: Parcel) {
        posts[parcel.delivery.id] = post
        guard parcel.isOld, let spool else { return }
        for name in spool.names() {
            guard let (entry, waiting) = spool.take(name) else { continue }
            if let answer = waiting?.answering(parcel.delivery.id, post: post) { try? spool.keep(entry, answer) } else { spool.release(entry) }
        }
    }

    private func note(_ result: TryResult, key: String, _ http: Delivery.HTTP, _ parcel: Parcel) {
        let before = limits
        limits.note(result, key: key, isSentry: http.dialect == .sentry, now: SystemClock.wall().microseconds)
        if before != limits, let spool {
            try? spool.save(limits, now: SystemClock.wall().microseconds)
        }
        if http.dialect == .ping, let limit = result.header("ping-body-limit").flatMap({ Int($0) }), limit >= 0 {
            pingLimits[key] = min(limit, 100_000)
        }
    }

    /// Receivers that were refused for now get a mail of their own later, those refused for good are named.
    private func splitRefused(_ smtp: Delivery.SMTP, _ transfer: Transfer, _ parcel: Parcel, _ verdict: TryVerdict) -> TryVerdict {
        let refused = SMTPReplies.refused(smtp.to, lines: transfer.replies)
        guard !refused.isEmpty else { return verdict }
        for one in refused where !one.isTemporary {
            answer(parcel, .lost, "The mail about \(parcel.delivery.label) was not taken for \(one.receiver): \(one.reply)", receiver: one.receiver)
        }
        let later = refused.filter(\.isTemporary)
        guard !later.isEmpty else { return verdict }
        var rest = smtp
        rest.to = later.map(\.receiver)
        parcel.delivery.transport = .smtp(rest)
        parcel.delivery.isReplaceable = false
        return .retry(later[0].reply, after: nil)
    }

    func settle(_ program: Program, output: ProgramOutput, status: Int32?, _ parcel: Parcel) {
        let said = output.words
        guard let status else {
            program.end()
            finish(parcel, .refused("it did not end within \(Transfers.totalTime / 1000) s"), post: nil)
            return
        }
        let words = said.isEmpty ? "" : ": \(said)"
        switch WaitStatus(rawStatus: status) {
        case .exited(0): finish(parcel, .delivered(""), post: nil)
        case .exited(75) where parcel.delivery.channel == .email: finish(parcel, .retry("exit status 75\(words)", after: nil), post: nil)
        case .exited(let code): finish(parcel, .refused("exit status \(code)\(words)"), post: nil)
        case .signalled(let signal): finish(parcel, .refused("killed by signal \(signal)\(words)"), post: nil)
        }
    }

    /// Decides what becomes of a parcel after a try.
    func finish(_ parcel: Parcel, _ verdict: TryVerdict, post: String?) {
        let now = SystemClock.wall().microseconds
        parcel.delivery.tries += 1
        parcel.triesNow += 1
        parcel.trouble = verdict.text
        switch verdict {
        case .delivered(let text):
            drop(parcel)
            answer(parcel, .delivered, AnswerText.delivered(parcel, text), post: post)
        case .refused(let text):
            drop(parcel)
            answer(parcel, .lost, AnswerText.refused(parcel, text))
        case .retry(let text, let after):
            if parcel.delivery.unsureSince != nil, !parcel.delivery.mayRepeat(now: now) { return giveUp(parcel, text) }
            if let after { parcel.delivery.notBefore = now + after * 1_000_000 }
            again(parcel, after: after)
        case .unsure(let text):
            if !noteDoubt(parcel) || !parcel.delivery.isKept { return giveUp(parcel, text) }
            again(parcel, after: nil)
        }
    }

    /// The receiver may have it.
    ///
    /// - Returns: whether it is sent once more all the same.
    func noteDoubt(_ parcel: Parcel) -> Bool {
        let now = SystemClock.wall().microseconds
        let isFirst = parcel.delivery.unsureSince == nil
        parcel.delivery.unsureSince = parcel.delivery.unsureSince ?? now
        parcel.delivery.isReplaceable = false
        return isFirst && parcel.delivery.mayRepeat(now: now)
    }

    private func giveUp(_ parcel: Parcel, _ text: String) {
        drop(parcel)
        answer(parcel, .unsure, AnswerText.unsure(parcel, text))
    }

    /// Once more in a second, while there is time, then it waits in the spool.
    private func again(_ parcel: Parcel, after: Int64?) {
        let pause = (after ?? 1) * 1_000_000
        if parcel.triesNow < 2, pause <= 4_000_000, !parcel.isOld, hasTime(pause + 500_000) {
            parcel.nextTry = SystemClock.monotonicMicroseconds() + pause
            requeue(parcel)
        } else {
            keep(parcel)
        }
    }
}

extension TryVerdict {
    func mapText(_ change: (String) -> String) -> TryVerdict {
        switch self {
        case .delivered(let text): .delivered(change(text))
        case .refused(let text): .refused(change(text))
        case .unsure(let text): .unsure(change(text))
        case .retry(let text, let after): .retry(change(text), after: after)
        }
    }
}
