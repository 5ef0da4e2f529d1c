import SisyphusCore
import SisyphusNotify
import SisyphusUnix

/// Begins tries.
extension PostOffice {
    /// What a try begins with: something to wait for, or an end at once.
    enum Beginning {
        case attempt(Attempt)
        case verdict(TryVerdict)
    }

    func begin(_ parcel: Parcel) -> Beginning {
        if parcel.delivery.unsureSince != nil, !parcel.delivery.mayRepeat(now: SystemClock.wall().microseconds) {
            return .verdict(.unsure("the server would not recognise it any more"))
        }
        switch parcel.delivery.transport {
        case .file(let directory, let name): return .verdict(writeFile(parcel.delivery.body, directory, name))
        case .command(let command): return run(command, parcel.delivery)
        case .smtp(let smtp): return withSecrets { () throws(Secrets.Trouble) in try send(smtp, parcel) }
        case .http(let http): return withSecrets { () throws(Secrets.Trouble) in try send(http, parcel) }
        }
    }

    private func withSecrets(_ body: () throws(Secrets.Trouble) -> Beginning) -> Beginning {
        do {
            return try body()
        } catch {
            return .verdict(.retry(error.description, after: nil))
        }
    }

    private func send(_ http: Delivery.HTTP, _ parcel: Parcel) throws(Secrets.Trouble) -> Beginning {
        let url = try Secrets.read(http.url)
        let secret: String? = if let known = http.secret { try Secrets.read(known) } else { nil }
        var http = http
        if http.dialect == .mattermost { http.extra = http.extra.flatMap { posts[$0] } }
        let key = RateLimits.key(url)
        let now = SystemClock.wall().microseconds
        if let until = limits.limit(key, category: parcel.delivery.channel == .monitor ? "monitor" : "error", now: now) {
            let text = "the server asked to be left alone until \(SystemClock.local(microseconds: until).logText.prefix(19))"
            if http.dialect == .sentry { return .verdict(.refused(text)) }
            return .verdict(.retry(text, after: (until - now) / 1_000_000 + 1))
        }
        do {
            let request = try HTTPRequest(
                parcel.delivery, http, url: url, secret: secret, now: now, version: version, pingLimit: pingLimits[key] ?? Ping.bodyLimit)
            guard let transfer = try transfers().start(request) else { return .verdict(.retry("libcurl refuses the request", after: nil)) }
            var secrets = [url, HTTPRequest.secretPart(of: url), HTTPRequest.userPart(of: url), secret].compactMap { $0 }
            if http.dialect == .sentry, let dsn = SentryDSN(url) { secrets += [dsn.publicKey, dsn.secretKey].compactMap { $0 } }
            return .attempt(.transfer(transfer, secrets: secrets, key: key))
        } catch let error as Secrets.Trouble {
            throw error
        } catch let error as HTTPRequest.Refusal {
            return .verdict(.refused(error.reason))
        } catch {
            return .verdict(.refused("\(error)"))
        }
    }

    private func send(_ smtp: Delivery.SMTP, _ parcel: Parcel) throws(Secrets.Trouble) -> Beginning {
        let password: String? = if let known = smtp.password { try Secrets.read(known) } else { nil }
        let (url, requiresTLS) = SMTPReplies.address(smtp, ownName: Processes.hostName)
        let transfer = try transfers().start(
            mail: smtp, url: url, requiresTLS: requiresTLS, password: password, body: parcel.delivery.body)
        guard let transfer else { return .verdict(.retry("libcurl refuses the mail", after: nil)) }
        return .attempt(.transfer(transfer, secrets: SMTPReplies.secrets(user: smtp.user, password: password), key: ""))
    }

    private func run(_ command: Delivery.Command, _ delivery: Delivery) -> Beginning {
        do throws(SystemError) {
            let input = try MemoryFile.make(delivery.body, name: "message")
            defer { File.close(input) }
            let pipe = try Pipe()
            let output = ProgramOutput(pipe.reading)
            defer { File.close(pipe.writing) }
            Descriptors.closeOthersOnExec()
            let ownMask = surroundings.umask.map { File.setUmask($0) }
            defer { if let ownMask { _ = File.setUmask(ownMask) } }
            let program = try Program(
                command.argv[0], ArgumentVector(command.argv), environment: .inherited(without: "SISYPHUS_", names: surroundings.hidden), input: input,
                output: pipe.writing)
            return .attempt(.program(program, output: output, deadline: SystemClock.monotonicMicroseconds() + Transfers.totalTime * 1000))
        } catch {
            if error.isMissing { return .verdict(.refused("\(command.argv[0]) was not found")) }
            return .verdict(delivery.isKept ? .retry("\(error)", after: nil) : .refused("\(error)"))
        }
    }

    private func writeFile(_ bytes: [UInt8], _ directory: String, _ name: String) -> TryVerdict {
        do {
            try Directory.open(directory, createMode: nil).replaceFile(name, with: bytes, mode: 0o644, sync: false)
            return .delivered("")
        } catch {
            return .refused("\(error)")
        }
    }
}
