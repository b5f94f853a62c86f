import CCurl
import Foundation

extension Transfer {
    /// Whether the status says that the body is an error's.
    var isError: Bool { (status ?? 200) >= 300 }

    /// Sets up libcurl's handle for this transfer.
    func configure(_ handle: UnsafeMutableRawPointer) {
        let context = Unmanaged.passUnretained(self).toOpaque()
        _ = slam_setopt_pointer(handle, CURLOPT_PRIVATE, context)
        _ = slam_setopt_string(handle, CURLOPT_URL, request.url)
        _ = slam_setopt_string(handle, CURLOPT_PROTOCOLS_STR, "http,https")
        _ = slam_setopt_long(handle, CURLOPT_NOSIGNAL, 1)
        _ = slam_setopt_pointer(handle, CURLOPT_ERRORBUFFER, UnsafeMutableRawPointer(errorWords))
        // A redirect could carry the key elsewhere: it is told of, not followed.
        _ = slam_setopt_long(handle, CURLOPT_FOLLOWLOCATION, 0)
        _ = slam_setopt_long(handle, CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
        // No coding is asked for, since it would hold a stream back; one that comes unasked is undone.
        _ = slam_setopt_string(handle, CURLOPT_ACCEPT_ENCODING, "identity")
        // A busy machine may pause for minutes; a connection that died meanwhile is replaced at once.
        _ = slam_setopt_long(handle, CURLOPT_MAXAGE_CONN, 3600)
        _ = slam_setopt_long(handle, CURLOPT_CONNECTTIMEOUT_MS, Int(clamping: request.connectTimeout / 1_000_000))
        _ = slam_setopt_long(handle, CURLOPT_TIMEOUT_MS, Int(clamping: request.totalTimeout / 1_000_000))
        if Self.isLoopback(request.url) { _ = slam_setopt_string(handle, CURLOPT_PROXY, "") }
        if let bundle = Self.certificateBundle { _ = slam_setopt_string(handle, CURLOPT_CAINFO, bundle) }
        for line in request.headers { headerList = curl_slist_append(headerList, line) }
        _ = slam_setopt_pointer(handle, CURLOPT_HTTPHEADER, headerList)
        if request.method == "POST" {
            _ = slam_setopt_long(handle, CURLOPT_POST, 1)
            _ = slam_setopt_long(handle, CURLOPT_POSTFIELDSIZE_LARGE, request.body.count)
            request.body.withUnsafeBytes {
                _ = slam_setopt_pointer(
                    handle,
                    CURLOPT_COPYPOSTFIELDS,
                    UnsafeMutableRawPointer(mutating: $0.baseAddress)
                )
            }
        }
        setCallbacks(handle, context)
    }

    private func setCallbacks(_ handle: UnsafeMutableRawPointer, _ context: UnsafeMutableRawPointer) {
        _ = slam_setopt_pointer(handle, CURLOPT_PREREQDATA, context)
        _ = slam_setopt_prereq(handle) { context, _, _, _, _ in
            guard let context else { return 0 }
            let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
            return transfer.willSend(at: monotonicNanoseconds()) ? 0 : 1
        }
        _ = slam_setopt_pointer(handle, CURLOPT_HEADERDATA, context)
        _ = slam_setopt_callback(handle, CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
            let length = size * count
            guard let context, let bytes else { return length }
            let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
            bytes.withMemoryRebound(to: UInt8.self, capacity: length) {
                transfer.receiveHeader(UnsafeBufferPointer(start: $0, count: length))
            }
            return length
        }
        _ = slam_setopt_pointer(handle, CURLOPT_WRITEDATA, context)
        _ = slam_setopt_callback(handle, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
            let length = size * count
            guard let context, let bytes, length > 0 else { return length }
            let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
            let now = monotonicNanoseconds()
            transfer.lastByte = now
            bytes.withMemoryRebound(to: UInt8.self, capacity: length) {
                let buffer = UnsafeBufferPointer(start: $0, count: length)
                transfer.reader.receive(buffer, at: now, isError: transfer.isError)
            }
            // Anything but the length makes libcurl end the transfer.
            return transfer.reader.isHopeless && !transfer.isError ? 0 : length
        }
    }

    /// libcurl reads the environment's proxies by itself; a server on this machine is not behind one.
    static func isLoopback(_ url: String) -> Bool {
        guard let host = URL(string: url)?.host()?.lowercased() else { return false }
        return host == "localhost" || host == "::1" || host == "[::1]" || host.hasPrefix("127.")
            || host.hasSuffix(".localhost")
    }

    /// The certificates of an organisation of its own, where the environment names a file of them, as for curl.
    private static let certificateBundle: String? = {
        let environment = ProcessInfo.processInfo.environment
        return environment["CURL_CA_BUNDLE"] ?? environment["SSL_CERT_FILE"]
    }()
}
