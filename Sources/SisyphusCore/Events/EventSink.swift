/// Somebody who gets the lines that go to people: routed ones (`email`, `mattermost`, `sentry`, `external`) and exceptions, with what continues them.
public protocol EventSink: AnyObject {
    func receive(_ event: Event)
}
