import Testing

/// They fork and count descriptors and children of the process, so they run one after the other.
@Suite(.serialized) struct UnixTests {}
