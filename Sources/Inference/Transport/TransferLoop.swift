import CCurl
import Foundation
import Synchronization

/// Drives all transfers through one libcurl multi handle on one thread.
///
/// Invariant: only `inbox` is shared; all else is touched by the loop's own thread alone, `multi` also by
/// `curl_multi_wakeup`, which libcurl allows from any thread while the handle lives. It lives until `run` returns,
/// which happens only after `stop`, the last call that anybody makes.
final class TransferLoop: @unchecked Sendable {
    private struct Inbox: Sendable {
        var new = [Transfer]()
        var cancelled = [ObjectIdentifier]()
        var isStopped = false
        var isWoken = false
    }

    private let inbox = Mutex(Inbox())
    private let multi: UnsafeMutableRawPointer
    private var active = [ObjectIdentifier: Transfer]()
    private var idleHandles = [UnsafeMutableRawPointer]()
    private var nextLook = Int64.max

    private static let isCurlReady: Bool = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    init?() {
        guard Self.isCurlReady, let multi = curl_multi_init() else { return nil }
        self.multi = multi
        _ = slam_multi_setopt_long(multi, CURLMOPT_MAXCONNECTS, 1024)
        let thread = Thread { self.run() }
        thread.name = "slam-http"
        thread.start()
    }

    // MARK: - From any thread

    /// Hands a transfer over; its continuation is resumed exactly once.
    func submit(_ transfer: Transfer) { post { $0.new.append(transfer) } }

    /// Ends a transfer early, if it is still on its way.
    func cancel(_ id: ObjectIdentifier) { post { $0.cancelled.append(id) } }

    /// Ends the thread and every transfer.
    func stop() {
        inbox.withLock { box in
            box.isStopped = true
            // Under the lock, so that the thread cannot have freed the handle in between.
            curl_multi_wakeup(multi)
        }
    }

    /// The wake-up follows the lock, or the thread that wakes would wait for it at once; who posts holds the loop alive.
    private func post(_ change: (inout Inbox) -> Void) {
        let isNews = inbox.withLock { box in
            change(&box)
            defer { box.isWoken = true }
            return !box.isWoken
        }
        if isNews { curl_multi_wakeup(multi) }
    }

    // MARK: - On the loop's thread

    private func run() {
        while takeInbox() {
            var running: Int32 = 0
            curl_multi_perform(multi, &running)
            collectFinished()
            let now = monotonicNanoseconds()
            if now >= nextLook { look(at: now) }
            let wait = nextLook == .max ? 60_000 : min(60_000, max(1, (nextLook - now) / 1_000_000 + 1))
            curl_multi_poll(multi, nil, 0, Int32(wait), nil)
        }
        let now = monotonicNanoseconds()
        for transfer in Array(active.values) { finish(transfer, .cancelled, at: now) }
        idleHandles.forEach(curl_easy_cleanup)
        curl_multi_cleanup(multi)
    }

    /// False once the loop is to stop.
    private func takeInbox() -> Bool {
        let box = inbox.withLock { box in
            let taken = box
            box.new = []
            box.cancelled = []
            box.isWoken = box.isStopped
            return taken
        }
        let now = monotonicNanoseconds()
        for transfer in box.new { start(transfer, at: now) }
        for id in box.cancelled {
            if let transfer = active[id] { finish(transfer, .cancelled, at: now) }
        }
        return !box.isStopped
    }

    private func start(_ transfer: Transfer, at now: Int64) {
        transfer.started = now
        transfer.lastByte = now
        guard let handle = idleHandles.popLast() ?? curl_easy_init() else {
            return finish(transfer, .broken(code: CURLE_OUT_OF_MEMORY.rawValue, words: "out of memory"), at: now)
        }
        transfer.handle = handle
        transfer.configure(handle)
        active[ObjectIdentifier(transfer)] = transfer
        nextLook = min(nextLook, now + Self.longestLook)
        let code = curl_multi_add_handle(multi, handle)
        if code != CURLM_OK {
            let words = String(cString: curl_multi_strerror(code))
            finish(transfer, .broken(code: CURLE_FAILED_INIT.rawValue, words: words), at: now)
        }
    }

    private func collectFinished() {
        var left: Int32 = 0
        while let message = curl_multi_info_read(multi, &left) {
            guard message.pointee.msg == CURLMSG_DONE, let handle = message.pointee.easy_handle else { continue }
            let code = message.pointee.data.result
            var context: UnsafeMutableRawPointer?
            _ = slam_getinfo_pointer(handle, CURLINFO_PRIVATE, &context)
            guard let context else { continue }
            let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
            let now = monotonicNanoseconds()
            if code == CURLE_OK {
                finish(transfer, .finished, at: now)
            } else {
                let detail = String(cString: transfer.errorWords)
                let words = detail.isEmpty ? String(cString: curl_easy_strerror(code)) : detail
                finish(transfer, .broken(code: code.rawValue, words: words), at: now)
            }
        }
    }

    private static let longestLook: Int64 = 100_000_000

    /// Ends the transfers whose time has come, and reckons when to look again.
    private func look(at now: Int64) {
        nextLook = .max
        for transfer in Array(active.values) {
            if transfer.deadline <= now {
                let cause: WireEnd.Cause =
                    transfer.sent == nil
                    ? .broken(code: CURLE_OPERATION_TIMEDOUT.rawValue, words: "no connection")
                    : transfer.firstByte == nil
                        ? .firstByteTimeout : transfer.reader.isOver ? .finished : .idleTimeout
                finish(transfer, cause, at: now)
            } else {
                // A deadline comes nearer when the first byte is sent or received: look again before long.
                nextLook = min(nextLook, transfer.deadline, now + Self.longestLook)
            }
        }
    }

    private func finish(_ transfer: Transfer, _ cause: WireEnd.Cause, at now: Int64) {
        let end = transfer.end(cause, at: now)
        if let handle = transfer.handle {
            curl_multi_remove_handle(multi, handle)
            curl_easy_reset(handle)
            idleHandles.append(handle)
        }
        curl_slist_free_all(transfer.headerList)
        transfer.headerList = nil
        transfer.handle = nil
        active[ObjectIdentifier(transfer)] = nil
        transfer.reader.finish(at: now, isClean: cause == .finished, isError: transfer.isError)
        let continuation = transfer.continuation
        transfer.continuation = nil
        continuation?.resume(returning: end)
    }
}
