import Foundation

/// What the calling thread has used of the processor: the same on a busy machine as on an idle one.
package enum ProcessorTime {
    /// The seconds that some work took of this thread.
    package static func seconds(of work: () throws -> Void) rethrows -> Double {
        let start = now
        try work()
        return now - start
    }

    private static var now: Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
