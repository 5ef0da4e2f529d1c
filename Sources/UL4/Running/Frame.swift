/// The variables of one run of a template.
final class Frame: Emptied {
    /// By slot. Almost every expression reads one, so they are in plain memory and not in an array, which would be checked each time.
    private let slots: UnsafeMutablePointer<Value?>
    private let count: Int
    let template: Template
    /// The variables of the template around this one.
    let parent: Frame?
    let context: Context
    var returned = Value.none
    /// Whether something that will be kept refers to this frame.
    private(set) var isKept = false

    init(_ template: Template, parent: Frame?, context: Context) {
        count = template.slotCount
        slots = .allocate(capacity: count)
        slots.initialize(repeating: nil, count: count)
        self.template = template
        self.parent = parent
        self.context = context
    }

    deinit {
        slots.deinitialize(count: count)
        slots.deallocate()
    }

    subscript(slot: Int) -> Value? {
        @inline(__always) get {
            assert(slot < count)
            return slots[slot]
        }
        @inline(__always) set {
            assert(slot < count)
            slots[slot] = newValue
        }
    }

    /// Something that will be kept refers to this frame.
    func keep() throws {
        guard !isKept else { return }
        isKept = true
        try context.register(self)
    }

    func empty() { slots.update(repeating: nil, count: count) }
}
