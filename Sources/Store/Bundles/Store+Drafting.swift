import Foundation

extension Store {
    /// Throws where a new file is to be written and one is there already.
    static func refuseExisting(_ path: String) throws {
        guard !FileManager.default.fileExists(atPath: path) else {
            throw StoreError("'\(path)' is there already: name another file")
        }
    }

    /// Has a database made beside its place, under a name of its own: what a killed program left there, or another one writes
    /// meanwhile, is neither a part of it nor overwritten. What `body` does not move away is removed.
    static func drafting<Value>(_ path: String, _ body: (_ draft: String) throws -> Value) rethrows -> Value {
        let draft = "\(path).\(ProcessInfo.processInfo.processIdentifier).part"
        defer {
            for end in ["", "-wal", "-shm", "-journal"] { try? FileManager.default.removeItem(atPath: draft + end) }
        }
        return try body(draft)
    }
}
