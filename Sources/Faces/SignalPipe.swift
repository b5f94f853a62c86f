import Foundation

/// Signals as bytes in a pipe, so that nothing but a write happens in a handler.
final class SignalPipe {
    /// What came first.
    enum Arrival: Equatable {
        case input, quiet, broken
        case signal(Int32)
    }

    private static let ends: (read: Int32, write: Int32) = {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { return (-1, -1) }
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
        return (ends[0], ends[1])
    }()

    private let numbers: [Int32]

    init(_ numbers: [Int32]) {
        self.numbers = numbers
        // The pipe is made before the first handler can need it.
        _ = Self.ends
        for number in numbers { take(number) }
    }

    deinit { for number in numbers { signal(number, SIG_DFL) } }

    /// Lets a signal come through the pipe.
    private func take(_ number: Int32) {
        signal(number) { number in
            var byte = UInt8(truncatingIfNeeded: number)
            let error = errno
            _ = write(SignalPipe.ends.write, &byte, 1)
            errno = error
        }
    }

    /// A signal that came already.
    func pending() -> Int32? {
        var byte: UInt8 = 0
        return read(Self.ends.read, &byte, 1) == 1 ? Int32(byte) : nil
    }

    /// Waits for a signal or for something to read; forever where `milliseconds` is −1.
    func poll(with descriptor: Int32, milliseconds: Int32) -> Arrival {
        var wanted = [
            pollfd(fd: Self.ends.read, events: Int16(POLLIN), revents: 0),
            pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
        ]
        let count = Glibc.poll(&wanted, 2, milliseconds)
        if count < 0, errno != EINTR { return .broken }
        if count > 0, wanted[0].revents & Int16(POLLIN) != 0 {
            // What `hasInput` only looks at must still be there afterwards.
            if milliseconds == 0 { return .input }
            var byte: UInt8 = 0
            if read(Self.ends.read, &byte, 1) == 1 { return .signal(Int32(byte)) }
        }
        if count > 0, wanted[1].revents != 0 { return .input }
        return .quiet
    }
}
