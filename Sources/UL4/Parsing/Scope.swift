/// The names of a template that is being parsed and where their values will be.
///
/// Each name has a slot in the frame of its template. Comprehensions and `<?renderblocks?>` have names of their own, which hide
/// those around them while they are set.
final class Scope {
    let template: Template
    let parent: Scope?
    struct Overlay {
        fileprivate var slots: [String: Int] = [:]
        fileprivate var order: [String] = []
        /// Whether every assignment is one to a name of this overlay.
        fileprivate let takesAll: Bool
    }

    private var overlays: [Overlay] = []
    private var uses = Uses()

    init(_ template: Template, parent: Scope?) {
        (self.template, self.parent) = (template, parent)
    }

    /// What has been used since the last call.
    func takeUses() -> Uses {
        defer { uses = Uses() }
        return uses
    }

    /// The code may change lists, dictionaries, sets or objects.
    func noteChange() {
        uses.changesValues = true
        parent?.noteChange()
    }

    func open(takesAll: Bool) { overlays.append(Overlay(takesAll: takesAll)) }

    /// - Returns: the names that were assigned in the overlay.
    @discardableResult
    func close() -> [(name: String, slot: Int)] {
        let overlay = overlays.removeLast()
        return overlay.order.map { ($0, overlay.slots[$0]!) }
    }

    /// Hides the names of the innermost overlay until they are resumed.
    func suspend() -> Overlay { overlays.removeLast() }

    func resume(_ overlay: Overlay) { overlays.append(overlay) }

    private func newSlot() -> Int {
        template.slotCount += 1
        return template.slotCount - 1
    }

    private func baseSlot(_ name: String) -> Int {
        if let slot = template.slots[name] { return slot }
        let slot = newSlot()
        template.slots[name] = slot
        return slot
    }

    /// The slot of a new loop variable of a comprehension.
    func declare(_ name: String) -> Int {
        uses.written.insert(name)
        let slot = overlays[overlays.count - 1].slots[name] ?? newSlot()
        overlays[overlays.count - 1].slots[name] = slot
        return slot
    }

    /// The slot that an assignment writes to.
    func assign(_ name: String) -> Int {
        uses.written.insert(name)
        guard let i = overlays.lastIndex(where: \.takesAll) else { return baseSlot(name) }
        let slot = overlays[i].slots[name] ?? newSlot()
        overlays[i].slots[name] = slot
        if !overlays[i].order.contains(name) { overlays[i].order.append(name) }
        return slot
    }

    /// Where a name may have a value, the nearest place first.
    func places(_ name: String) -> [(up: Int, slot: Int)] {
        uses.read.insert(name)
        if Uses.reaching.contains(name) { noteChange() }
        var result: [(up: Int, slot: Int)] = []
        for i in overlays.indices.reversed() {
            // A name that is set later in a block may be read in the next round of a loop.
            if overlays[i].takesAll, overlays[i].slots[name] == nil { overlays[i].slots[name] = newSlot() }
            if let slot = overlays[i].slots[name] { result.append((0, slot)) }
        }
        result.append((0, baseSlot(name)))
        return result + (parent?.places(name).map { ($0.up + 1, $0.slot) } ?? [])
    }
}
