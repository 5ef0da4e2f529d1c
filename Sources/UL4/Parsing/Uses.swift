/// What some code does with variables, as far as its source tells.
struct Uses {
    var read: Set<String> = []
    var written: Set<String> = []
    /// Whether it may change lists, dictionaries, sets or objects.
    var changesValues = false

    /// Functions that are not the same every time, or that can do what the source does not tell.
    static let unsteady: Set = ["random", "randrange", "randchoice", "now", "today", "utcnow", "getattr", "setattr"]
    /// Functions that reach attributes which the source does not name.
    static let reaching: Set = ["getattr", "setattr"]
    /// Attributes that can change their object.
    static let changing: Set = ["append", "insert", "pop", "clear", "update", "add", "attrgetter"]
}

extension [Uses] {
    /// How many tags at the start put out the same, and leave nothing behind, as long as all variables but these are the same.
    func steadyCount(without varying: Set<String>) -> Int {
        if contains(where: \.changesValues) { return 0 }
        let unwanted = varying.union(Uses.unsteady)
        var count = prefix { $0.read.isDisjoint(with: unwanted) }.count
        while count > 0 {
            let written = self[..<count].reduce(into: Set()) { $0.formUnion($1.written) }
            if self[count...].allSatisfy({ $0.read.isDisjoint(with: written) }) { break }
            count -= 1
        }
        return count
    }
}
