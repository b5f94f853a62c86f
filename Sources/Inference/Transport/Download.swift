import CCurl
import Foundation

/// A file that is fetched from a server into a path, where a cut transfer left off.
package struct Download: Sendable {
    /// Why a file could not be fetched, and what to do.
    package struct Refusal: Error, Sendable, CustomStringConvertible {
        package let description: String
    }

    private let url: String
    private let path: String
    private let limit: Int

    /// `limit`: more bytes than these are refused.
    package init(url: String, path: String, limit: Int) {
        self.url = url
        self.path = path
        self.limit = limit
    }

    /// Fetches what is missing; `onBytes` is told how many bytes are there. What came before a cut stays in the path.
    package func run(onBytes: @escaping @Sendable (Int) -> Void) async throws {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            let thread = Thread {
                continuation.resume(with: Result { try transfer(onBytes) })
            }
            thread.name = "download"
            thread.start()
        }
    }

    private func transfer(_ onBytes: @escaping @Sendable (Int) -> Void) throws {
        guard let handle = curl_easy_init() else { throw Refusal(description: "cannot start a transfer") }
        defer { curl_easy_cleanup(handle) }
        guard let file = fopen(path, "ab") else {
            throw Refusal(description: "cannot write '\(path)': make room, or set XDG_CACHE_HOME")
        }
        fseek(file, 0, SEEK_END)
        let sink = Sink(file: file, handle: handle, start: ftell(file), limit: limit, onBytes: onBytes)
        defer { fclose(file) }
        let context = Unmanaged.passUnretained(sink).toOpaque()
        _ = slam_setopt_string(handle, CURLOPT_URL, url)
        _ = slam_setopt_string(handle, CURLOPT_PROTOCOLS_STR, "http,https")
        // What began in safety stays in it.
        let isPlain = url.lowercased().hasPrefix("http://")
        _ = slam_setopt_string(handle, CURLOPT_REDIR_PROTOCOLS_STR, isPlain ? "http,https" : "https")
        _ = slam_setopt_long(handle, CURLOPT_FOLLOWLOCATION, 1)
        _ = slam_setopt_long(handle, CURLOPT_MAXREDIRS, 10)
        _ = slam_setopt_long(handle, CURLOPT_NOSIGNAL, 1)
        _ = slam_setopt_long(handle, CURLOPT_CONNECTTIMEOUT, 20)
        _ = slam_setopt_long(handle, CURLOPT_LOW_SPEED_LIMIT, 1)
        _ = slam_setopt_long(handle, CURLOPT_LOW_SPEED_TIME, 60)
        // A range is one of the file's own bytes; a whole file may come compressed, from servers that ask nobody.
        if sink.start > 0 {
            _ = slam_setopt_string(handle, CURLOPT_RANGE, "\(sink.start)-")
        } else {
            _ = slam_setopt_string(handle, CURLOPT_ACCEPT_ENCODING, "gzip")
        }
        _ = slam_setopt_callback(handle, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
            guard let bytes, let context else { return 0 }
            return Unmanaged<Sink>.fromOpaque(context).takeUnretainedValue().take(bytes, size * count)
        }
        _ = slam_setopt_pointer(handle, CURLOPT_WRITEDATA, context)
        let outcome = curl_easy_perform(handle)
        try withExtendedLifetime(sink) { try check(outcome, sink) }
    }

    private func check(_ outcome: CURLcode, _ sink: Sink) throws {
        let status = sink.status
        // A range that starts at the end: the file is whole, or not the one that is there; its hash will say.
        if outcome == CURLE_OK, status == 416, sink.start > 0 { return }
        guard status == 0 || (200..<300).contains(status) else {
            throw Refusal(description: "'\(url)' answers with status \(status): check the address")
        }
        if sink.isTooLarge { throw Refusal(description: "'\(url)' is larger than the file that is wanted") }
        guard outcome == CURLE_OK else {
            let words = String(cString: curl_easy_strerror(outcome))
            throw Refusal(description: "'\(url)' could not be fetched (\(words)): run it again to go on")
        }
    }
}

/// Where a transfer's bytes go; used on the transfer's thread alone.
private final class Sink {
    let start: Int
    private(set) var isTooLarge = false
    private let file: UnsafeMutablePointer<FILE>
    private let handle: UnsafeMutableRawPointer
    private let limit: Int
    private let onBytes: @Sendable (Int) -> Void
    private var count: Int
    private var hasBegun = false

    init(
        file: UnsafeMutablePointer<FILE>,
        handle: UnsafeMutableRawPointer,
        start: Int,
        limit: Int,
        onBytes: @escaping @Sendable (Int) -> Void
    ) {
        self.file = file
        self.handle = handle
        self.start = start
        self.limit = limit
        self.onBytes = onBytes
        count = start
    }

    var status: Int {
        var status = 0
        _ = slam_getinfo_long(handle, CURLINFO_RESPONSE_CODE, &status)
        return status
    }

    func take(_ bytes: UnsafeMutablePointer<CChar>, _ size: Int) -> Int {
        // An error's text is not the file.
        guard (200..<300).contains(status) else { return size }
        if !hasBegun {
            hasBegun = true
            // The whole file although a range was asked for: it starts over.
            if status != 206, start > 0 {
                guard ftruncate(fileno(file), 0) == 0 else { return 0 }
                count = 0
            }
        }
        guard count + size <= limit else {
            isTooLarge = true
            return 0
        }
        guard fwrite(bytes, 1, size, file) == size else { return 0 }
        count += size
        onBytes(count)
        return size
    }
}
