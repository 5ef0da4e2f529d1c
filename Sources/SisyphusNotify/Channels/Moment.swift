public import SisyphusCore

/// A moment of a run about which channels are asked what is to be delivered, with all that is known then.
public struct Moment {
    public enum Event {
        /// The job has been started.
        case began
        /// A message is complete that goes to channels of this route at once.
        case message(Message)
        /// The run is over; what the job's policy says there is to tell (`nil`: nothing).
        case ended(Occasion?)
        /// It is known which deliveries failed.
        case settled
        /// Somebody tries whether the channel works.
        case test
    }

    public var event: Event
    public var report: RunReport
    /// With the zone of the machine, or UTC where the job says so.
    public var date: Timestamp
    /// Distinguishes the messages of a run.
    public var number = 0
    /// The messages that were collected, held back or too many.
    public var messages = Router()
    /// The time limit of the job, in microseconds.
    public var maxtime: Int64?
    /// What the job remembers.
    public var log = NotificationLog()
    public var failures = FailureCounts()
    /// The channels that are used, for counts.
    public var channelNames: [ChannelName] = []
    /// The run that goes on, with how the last one ended; `nil`: there was none.
    public var last: RunReport?
    /// Whether another run begins at once.
    public var isFollowed = false
    public var templates: MessageTemplates?
    /// What told people over this channel of the failure that this is about.
    public var earlier = Earlier()
    /// Makes the deliveries of several channels of one kind others than those of the first.
    public var mark = ""
    public let machine: any Machine

    /// A message that was delivered before.
    public struct Earlier: Sendable, Equatable {
        /// The id of the delivery.
        public var delivery: String?
        /// What the receiver calls it.
        public var receipt: String?

        public init(delivery: String? = nil, receipt: String? = nil) {
            (self.delivery, self.receipt) = (delivery, receipt)
        }
    }

    public init(_ event: Event, of report: RunReport, date: Timestamp, on machine: any Machine) {
        (self.event, self.report, self.date, self.machine) = (event, report, date, machine)
    }

    /// Microseconds since 1970.
    var now: Int64 { date.microseconds }

    /// A delivery of this moment.
    ///
    /// - Parameter id: the same whenever it is made again, and another one for every delivery of a run. Ids name files of the spool.
    func delivery(_ id: String, over channel: ChannelName, _ transport: Delivery.Transport, _ body: [UInt8]) -> Delivery {
        Delivery(id: id + mark, channel: channel, label: report.label, created: now, transport: transport, body: body)
    }

    /// The occasion of channels that people are told over: what is told, or that somebody tries.
    var occasion: Occasion? {
        switch event {
        case .ended(let occasion): occasion
        case .test: .test
        case .began, .message, .settled: nil
        }
    }
}
