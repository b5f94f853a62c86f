import Fixtures
import Foundation
import Inference
import Testing

/// A file fetched from a mirror on loopback: ranges, cuts, redirects, and servers that send something else.
struct DownloadTests {
    private static let file = (0..<10_000).map { UInt8(truncatingIfNeeded: $0 &* 167 ^ $0 >> 5) }

    /// Answers by the path: `/cut` sends 4,000 bytes of a whole file, and what a range asks for whole.
    private static func reply(_ request: String, port: UInt16) -> [UInt8] {
        let path = request.split(separator: " ").dropFirst().first.map(String.init) ?? ""
        let start = request.firstMatch(of: /Range: bytes=([0-9]+)-/).flatMap { Int($0.1) }
        func answer(_ status: String, _ body: some Sequence<UInt8>, length: Int? = nil, _ more: String = "") -> [UInt8]
        {
            let bytes = Array(body)
            let head =
                "HTTP/1.1 \(status)\r\nConnection: close\r\nContent-Length: \(length ?? bytes.count)\r\n\(more)\r\n"
            return Array(head.utf8) + bytes
        }
        switch (path, start) {
        case ("/file", let start?), ("/cut", let start?):
            let range = "Content-Range: bytes \(start)-9999/10000\r\n"
            return answer("206 Partial Content", file[start...], range)
        case ("/file", nil), ("/whole", _): return answer("200 OK", file)
        case ("/cut", nil): return answer("200 OK", file.prefix(4000), length: file.count)
        case ("/end", _): return answer("416 Range Not Satisfiable", "no".utf8)
        case ("/large", _): return answer("200 OK", file + [0])
        case ("/packed", _): return answer("200 OK", packed(file), "Content-Encoding: gzip\r\n")
        case ("/moved", _): return answer("302 Found", [], "Location: http://127.0.0.1:\(port)/whole\r\n")
        case ("/round", _): return answer("302 Found", [], "Location: /round\r\n")
        default: return answer("404 Not Found", "not here".utf8)
        }
    }

    /// The bytes as gzip writes them that compresses nothing (RFC 1952).
    private static func packed(_ bytes: [UInt8]) -> [UInt8] {
        func little(_ number: UInt32, _ count: Int) -> [UInt8] {
            (0..<count).map { UInt8(truncatingIfNeeded: number >> (8 * UInt32($0))) }
        }
        var crc = UInt32.max
        for byte in bytes {
            crc ^= UInt32(byte)
            for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
        }
        let size = UInt32(bytes.count)
        return [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF, 1] + little(size, 2) + little(~size, 2) + bytes + little(~crc, 4)
            + little(size, 4)
    }

    /// Fetches a path into a file that holds `before`: what it holds then, and why it was refused.
    private func fetch(_ path: String, times: Int = 1, before: [UInt8] = []) async throws -> ([UInt8], String?) {
        let listener = try Listener()
        defer { listener.stop() }
        listener.serve { [port = listener.port] connection in
            guard let bytes = connection.request() else { return }
            connection.send(Self.reply(String(decoding: bytes, as: UTF8.self), port: port))
        }
        let target = FileManager.default.temporaryDirectory.appending(path: "slam-download-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: target) }
        try Data(before).write(to: target)
        var refusal: String?
        for _ in 0..<times {
            refusal = nil
            let url = "http://127.0.0.1:\(listener.port)\(path)"
            do { try await Download(url: url, path: target.path, limit: Self.file.count).run { _ in } } catch {
                refusal = String(describing: error)
            }
        }
        return (Array(try Data(contentsOf: target)), refusal)
    }

    @Test(arguments: ["/file", "/whole", "/packed", "/moved"])
    func aWholeFileIsFetched(path: String) async throws {
        let (bytes, refusal) = try await fetch(path)
        #expect(bytes == Self.file && refusal == nil, "\(refusal ?? "")")
    }

    @Test func whatWasCutGoesOnWhereItStopped() async throws {
        let (part, cut) = try await fetch("/cut")
        #expect(part == Array(Self.file.prefix(4000)))
        #expect(cut?.contains("run it again to go on") == true)
        let (whole, refusal) = try await fetch("/cut", times: 2)
        #expect(whole == Self.file && refusal == nil)
        // Bytes of another file stay: the hash finds them.
        let (other, _) = try await fetch("/file", before: [1, 2, 3])
        #expect(other == [1, 2, 3] + Self.file[3...])
    }

    @Test func aServerWithoutRangesSendsAllAgain() async throws {
        let (bytes, refusal) = try await fetch("/whole", before: Array(Self.file.prefix(4000)))
        #expect(bytes == Self.file && refusal == nil)
    }

    /// A part that is as long as the file is left to its hash.
    @Test func aRangeThatStartsAtTheEndIsNoFailure() async throws {
        let (bytes, refusal) = try await fetch("/end", before: Self.file)
        #expect(bytes == Self.file && refusal == nil)
        #expect(try await fetch("/end").1?.contains("status 416") == true)
    }

    @Test func whatIsNoFileIsRefusedInWords() async throws {
        #expect(try await fetch("/large").1?.contains("is larger than the file that is wanted") == true)
        let (bytes, missing) = try await fetch("/nowhere")
        #expect(bytes.isEmpty && missing?.contains("answers with status 404: check the address") == true)
        #expect(try await fetch("/round").1?.contains("answers with status 302") == true)
    }
}
