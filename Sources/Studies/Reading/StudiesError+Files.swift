import Foundation

extension StudiesError {
    /// What the system refused to do with a file: which file, why, and what to do; nil of any other error. `path` stands in
    /// the place of the file that the system names.
    package init?(ofFile error: any Error, named path: String? = nil) {
        guard let error = error as? CocoaError else { return nil }
        let reason = (error.underlying as? POSIXError).map { " (\(String(cString: strerror($0.code.rawValue))))" } ?? ""
        let file = path ?? error.filePath ?? error.url?.path
        self.init(
            "cannot read or write \(file.map { "'\($0)'" } ?? "a file")\(reason): check the name, the rights and the room on the disk"
        )
    }

    /// The first of a path's folders that is there and is no folder, in words; nil where each is one.
    static func noFolder(in path: String) -> StudiesError? {
        var url = URL(filePath: path).standardizedFileURL
        while url.path != "/" {
            var isFolder: ObjCBool = false
            if FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder) {
                let remedy = "move it away, or name another place"
                return isFolder.boolValue
                    ? nil : StudiesError("'\(url.path)' is a file where a folder must stand: \(remedy)")
            }
            url = url.deletingLastPathComponent().standardizedFileURL
        }
        return nil
    }
}
