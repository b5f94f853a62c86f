import Foundation
import Studies

/// The memory of a server's process on this machine.
enum ProcessMemory {
    /// Resident bytes; nil for a server elsewhere, or one that cannot be found.
    static func of(_ endpoint: Endpoint) -> Int64? {
        let pid = endpoint.machine?.processName.flatMap { named($0) } ?? listening(on: endpoint)
        return pid.flatMap(resident)
    }

    static func resident(_ pid: Int32) -> Int64? {
        guard let status = try? String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8) else { return nil }
        let line = status.split(whereSeparator: \.isNewline).first { $0.hasPrefix("VmRSS:") }
        return line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int64($0) }.map { $0 * 1024 }
    }

    private static func processes() -> [Int32] {
        ((try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []).compactMap { Int32($0) }
    }

    private static func named(_ name: String) -> Int32? {
        processes().first { pid in
            let comm = try? String(contentsOfFile: "/proc/\(pid)/comm", encoding: .utf8)
            return comm?.trimmingCharacters(in: .whitespacesAndNewlines) == String(name.prefix(15))
        }
    }

    /// The process that listens on the endpoint's port, where the endpoint is this machine.
    private static func listening(on endpoint: Endpoint) -> Int32? {
        guard let url = URL(string: endpoint.url), let port = url.port,
            ["127.0.0.1", "localhost", "::1", "[::1]"].contains(url.host ?? "")
        else { return nil }
        let suffix = ":" + String(format: "%04X", port)
        let lines = ["/proc/net/tcp", "/proc/net/tcp6"].flatMap { path in
            ((try? String(contentsOfFile: path, encoding: .utf8)) ?? "").split(whereSeparator: \.isNewline).dropFirst()
        }
        let sockets = Set(
            lines.compactMap { line -> String? in
                let words = line.split(whereSeparator: \.isWhitespace)
                // 0A is LISTEN; the tenth word is the socket's inode.
                guard words.count > 9, words[1].hasSuffix(suffix), words[3] == "0A" else { return nil }
                return "socket:[\(words[9])]"
            }
        )
        guard !sockets.isEmpty else { return nil }
        return processes().first { pid in
            let folder = "/proc/\(pid)/fd"
            let links = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
            return links.contains { link in
                (try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\(link)")).map(sockets.contains)
                    ?? false
            }
        }
    }
}
