import Glibc

/// Milliseconds of the clock that all programs of the machine share, and that nobody sets.
func machineMilliseconds() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_BOOTTIME, &time)
    return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
}
