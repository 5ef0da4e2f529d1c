extension Journal {
    /// Bytes of a library job: what it prints, and its records in between.
    func consumeRecords(_ bytes: UnsafeRawBufferPointer) {
        records?.filter?.split(bytes, take)
    }

    func flushRecords() {
        records?.filter?.flush(take)
    }

    private func take(_ piece: RecordFilter.Piece) {
        switch piece {
        case .plain(let bytes): consumePlain(bytes, from: .stdout)
        case .record(let object): obey(record: object)
        }
    }

    /// Does what a record says. One that we did not write (it has the key, so it is ours cut off) is shown as text.
    private func obey(record: UnsafeRawBufferPointer) {
        guard let records, var reader = JobRecordReader(record), let (key, value) = reader.next(), key.count == 1, read(key[0], value, &reader, records)
        else { return accept(record, voice(.stdout).plain) }
    }

    private func read(_ kind: UInt8, _ value: JobRecordReader.Value, _ reader: inout JobRecordReader, _ records: JobSpeech) -> Bool {
        switch (kind, value) {
        case (UInt8(ascii: "m"), .number(let task)): readMessage(task, &reader, records)
        case (UInt8(ascii: "b"), .number(let task)): readTask(task, &reader)
        case (UInt8(ascii: "e"), .number(let task)):
            endTask(task, failed: reader.next() != nil)
        case (UInt8(ascii: "o"), .text(let word)): return readOutcome(word, &reader)
        default: return false
        }
        return true
    }

    private func readMessage(_ task: Int, _ reader: inout JobRecordReader, _ records: JobSpeech) {
        var tags = UnsafeRawBufferPointer(start: nil, count: 0)
        var continues = false
        while let (key, value) = reader.next() {
            switch (key.first, value) {
            case (UInt8(ascii: "g"), .list(let list)): tags = list
            case (UInt8(ascii: "t"), .text(let text)): _ = JSONString.appendMeaning(text, to: records.text)
            case (UInt8(ascii: "+"), _): continues = true
            default: break
            }
        }
        logMessage(records.context(task: task, tags: tags, process: childTask), continues: continues)
    }

    /// Logs the text that waits in `records.text`, or keeps it until the rest has come.
    private func logMessage(_ context: LineContext, continues: Bool) {
        guard let records else { return }
        // A text without an end must not fill the memory.
        if continues, records.text.count < 1 << 20 { return }
        known.bytes += records.text.count
        log(records.text.bytes, in: records.isContinuing ? context.continuation(isMarked: true) : context)
        records.isContinuing = continues
        records.text.removeAll()
    }

    private func readTask(_ id: Int, _ reader: inout JobRecordReader) {
        var task = LogTask(start: now.time)
        var parent = 0
        while let (key, value) = reader.next() {
            switch (String(decoding: key, as: UTF8.self), value) {
            case ("p", .number(let number)): parent = number
            case ("index", .number(let number)): task.index = number
            case ("count", .number(let number)): task.count = number
            case ("type", .text(let text)): task.type = JobRecordReader.string(text)
            case ("name", .text(let text)): task.name = JobRecordReader.string(text)
            case (let name, .text(let text)) where name.hasPrefix("d."):
                task.data[String(JobRecordReader.string(key).dropFirst(2))] = JobRecordReader.string(text)
            default: break
            }
        }
        beginTask(id, parent: parent, task)
    }

    private func readOutcome(_ word: UnsafeRawBufferPointer, _ reader: inout JobRecordReader) -> Bool {
        var text = ""
        if let (_, value) = reader.next(), case .text(let inside) = value { text = JobRecordReader.string(inside) }
        switch String(decoding: word, as: UTF8.self) {
        case "uneventful": known.stated = .uneventful
        case "successful": known.stated = .successful(text)
        case "failed": known.stated = .failed(text)
        default: return false
        }
        return true
    }

    // MARK: What records say

    func beginTask(_ id: Int, parent: Int, _ task: LogTask) {
        guard let records else { return }
        records.tasks.begin(id, parent: parent, task)
        stack.setJobTasks(records.tasks.common)
        show(began: records.tasks.chain(id))
    }

    func endTask(_ id: Int, failed: Bool) {
        guard let records, let (chain, hadChildren) = records.tasks.end(id) else { return }
        if failed { known.failedTasks += 1 }
        if hadChildren { records.forgetContexts() } else { records.forgetContexts(of: id) }
        stack.setJobTasks(records.tasks.common)
        show(ended: chain)
    }

    /// A record that does not come through the output of the job, because the job is in the same process.
    public func take(_ record: JobRecord, at stamp: Stamp) {
        now = stamp
        switch record {
        case .message(let task, let tags, let text, let continues):
            guard let records else { return }
            records.text.append(text)
            let list = JSONValue.array(tags.map(JSONValue.string)).bytes
            list.dropFirst().dropLast().withUnsafeBytes { logMessage(records.context(task: task, tags: $0, process: childTask), continues: continues) }
        case .taskBegan(let id, let parent, let task): beginTask(id, parent: parent, task)
        case .taskEnded(let id, let failed): endTask(id, failed: failed)
        case .outcome(let outcome): known.stated = outcome
        }
    }

    // MARK: Texts

    /// A text of one or several lines: blank ones at its beginning and end are dropped, lines that are too long are cut.
    private func log(_ text: UnsafeRawBufferPointer, in context: LineContext) {
        guard let base = text.bindMemory(to: UInt8.self).baseAddress, text.count > 0 else {
            if !context.isDelayed { openGate(at: now) }
            return
        }
        if text.count <= settings.maxline, base.pointee > 0x20, Sanitizer.isClean(base, base + text.count) {
            return accept(text, context)
        }
        let lines = String(decoding: text, as: UTF8.self).linesOfText
        if lines.isEmpty, !context.isDelayed { openGate(at: now) }
        var context = context
        for (position, line) in lines.enumerated() {
            if position == 1 { context = context.continuation(isMarked: false) }
            Array(line.utf8).withUnsafeBytes { acceptPieces($0, context) }
        }
    }

    private func acceptPieces(_ line: UnsafeRawBufferPointer, _ context: LineContext) {
        guard line.count > settings.maxline, let base = line.bindMemory(to: UInt8.self).baseAddress else { return accept(line, context) }
        let marked = context.continuation(isMarked: true)
        var at = 0
        while at < line.count {
            let length = UTF8Reader.cut(base + at, count: line.count - at, limit: settings.maxline)
            accept(UnsafeRawBufferPointer(start: base + at, count: length), at == 0 ? context : marked)
            at += length
        }
    }
}
