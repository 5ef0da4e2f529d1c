extension ValueParser<Int32> {
    /// A signal by name (with or without `SIG`, in any case) or by number, written as its name without `SIG`.
    static var signal: ValueParser {
        .parsed(accepts: "the name or number of a signal that can ask a program to end: TERM, INT, QUIT, HUP, USR1, RTMIN+3", takesNumbers: true) {
            text throws(Refusal) in
            guard let number = Signal.number(text) else { throw Refusal("there is no such signal") }
            if [Signal.stop, Signal.continue, Signal.childEnded].contains(number) { throw Refusal("\(Signal.name(number)) does not end a program") }
            return number
        } write: {
            String(Signal.name($0).dropFirst(3))
        }
    }
}
