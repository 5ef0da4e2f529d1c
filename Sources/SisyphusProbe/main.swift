// A child for tests. It does what its words say, one after the other, and announces itself before it waits.
import Glibc

// Unbuffered, so that a child of this process does not print once more what waited in a buffer.
func say(_ text: String, to fd: Int32 = 1) {
    let bytes = Array((text + "\n").utf8)
    if write(fd, bytes, bytes.count) < 0 { _exit(98) }
}

func number(_ text: String?) -> Int {
    guard let text, let value = Int(text) else {
        say("probe: a number is missing", to: 2)
        exit(64)
    }
    return value
}

func fork() -> pid_t {
    // Swift hides fork(2) because of threads; the probe has none.
    typealias Fork = @convention(c) () -> pid_t
    return unsafeBitCast(dlsym(nil, "fork"), to: Fork.self)()
}

var words = CommandLine.arguments.dropFirst()
while let word = words.popFirst() {
    switch word {
    case "ready": say("ready (pid: \(getpid()))")
    case "ignore": signal(Int32(number(words.popFirst())), SIG_IGN)
    case "group": setpgid(0, 0)
    case "session": setsid()
    case "exit": exit(Int32(number(words.popFirst())))
    case "die": die(by: Int32(number(words.popFirst())))
    case "wait": while true { pause() }
    case "sleep": usleep(UInt32(number(words.popFirst())) * 1000)
    case "print": for line in 1...max(1, number(words.popFirst())) { say("line \(line)") }
    case "complain": say("complaint", to: 2)
    case "flood": flood()
    case "stop": kill(getpid(), SIGSTOP)
    case "child": if fork() != 0 { words = skipToEnd(words) }
    // Where the words of a child end.
    case "end": exit(0)
    case "daemon": daemonize()
    case "release-output": releaseOutput()
    case "hop": hop(pauseMicroseconds: UInt32(number(words.popFirst())))
    case "report": report()
    case "overrun": overrun(number(words.popFirst()))
    default:
        say("probe: unknown word \(word)", to: 2)
        exit(64)
    }
}

/// Writes behind the end of so many bytes, for Scripts/sanitize.
func overrun(_ count: Int) {
    let bytes = UnsafeMutablePointer<UInt8>.allocate(capacity: count)
    bytes[count] = 1
    bytes.deallocate()
}

/// What follows `child` up to `end` is done by the child alone; the parent goes on after it.
func skipToEnd(_ words: ArraySlice<String>) -> ArraySlice<String> {
    guard let end = words.firstIndex(of: "end") else { return [] }
    return words[(end + 1)...]
}

func die(by number: Int32) -> Never {
    signal(number, SIG_DFL)
    raise(number)
    exit(99)
}

func flood() -> Never {
    let line = String(repeating: "x", count: 99)
    while true { say(line) }
}

/// Leaves session and parent the way daemons do. The rest of the words is the daemon's.
func daemonize() {
    if fork() != 0 { exit(0) }
    setsid()
    if fork() != 0 { exit(0) }
}

func releaseOutput() {
    let null = open("/dev/null", O_RDWR)
    dup2(null, 1)
    dup2(null, 2)
}

/// Forks and lets the child go on, again and again: a process that is hard to catch.
func hop(pauseMicroseconds: UInt32) -> Never {
    while true {
        if fork() != 0 { _exit(0) }
        setsid()
        if pauseMicroseconds > 0 { usleep(pauseMicroseconds) }
    }
}

/// What the process was started with, a line each.
func report() {
    let descriptors = (0..<1024).filter { fcntl(Int32($0), F_GETFD) != -1 }
    say("descriptors \(descriptors)")
    var mask = sigset_t()
    sigprocmask(SIG_BLOCK, nil, &mask)
    say("blocked \((1...64).filter { sigismember(&mask, Int32($0)) == 1 })")
    let ignored = (1...64).filter { number in
        var action = sigaction()
        return sigaction(Int32(number), nil, &action) == 0
            && unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == 1
    }
    say("ignored \(ignored)")
    let old = umask(0)
    umask(old)
    say("umask \(String(old, radix: 8))")
    var limit = rlimit()
    getrlimit(__rlimit_resource_t(7), &limit)
    say("files \(limit.rlim_cur)")
    say("leader \(getsid(0) == getpid() && getpgrp() == getpid())")
    say("directory \(String(cString: getcwd(nil, 0)))")
}
