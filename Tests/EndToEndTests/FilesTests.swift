import Foundation
import GRDBSQLite
import Studies
import Testing

/// `slam files` and the DocC article "Files": every example is read as it stands.
struct FilesTests {
    private let folder: EmptyFolder
    /// By title the lines of the example.
    private let examples: [(title: String, text: String)]

    init() throws {
        folder = try EmptyFolder()
        var sections: [(title: String, text: String)] = []
        for line in try Program.run("files").output.split(separator: "\n", omittingEmptySubsequences: true) {
            if line.hasPrefix("    ") {
                sections[sections.count - 1].text += line.dropFirst(4) + "\n"
            } else if sections.isEmpty || !sections[sections.count - 1].text.isEmpty {
                sections.append((String(line), ""))
            }
        }
        examples = sections
    }

    private func example(_ start: String) throws -> String {
        try #require(examples.first { $0.title.hasPrefix(start) }, "\(examples.map(\.title))").text
    }

    @Test func everyExampleIsRead() throws {
        let prompts = folder.path + "/Prompts/s"
        try FileManager.default.createDirectory(atPath: prompts, withIntermediateDirectories: true)
        for name in ["study.yaml", "prompts.jsonl", "gold.jsonl"] {
            try folder.write("Prompts/s/\(name)", try example("Prompts/STUDY/\(name)"))
        }
        for (index, title) in ["Responses", "Ratings, for", "Comparisons"].enumerated() {
            try folder.write("\(index).csv", try example(title))
            let run = try folder.slam("import", folder.path + "/\(index).csv")
            #expect(run.status == 0, "\(title): \(run.errors)")
        }
        #expect(try folder.slam("agreement", "--resamples", "0").status == 0)
        let query = try #require(try example("slam.sqlite").firstMatch(of: /"(SELECT .*)"/)).1
        var database: OpaquePointer?
        #expect(sqlite3_open(folder.path + "/slam.sqlite", &database) == SQLITE_OK)
        #expect(sqlite3_exec(database, String(query), nil, nil, nil) == SQLITE_OK, "\(query)")
        #expect(sqlite3_close(database) == SQLITE_OK)
        for title in ["Ratings of any", "Annotations/"] {
            let run = try Program.run("agreement", "-", "--resamples", "0", input: try example(title))
            #expect(run.status == 0, "\(title): \(run.errors)")
        }
    }

    @Test func theArticleHasTheSameExamples() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let path = root.appending(path: "Sources/Commands/Commands.docc/Files.md")
        let article = try String(contentsOf: path, encoding: .utf8)
        #expect(examples.count == 9)
        for (title, text) in examples {
            #expect(article.contains("## \(title)\n") && article.contains("```\n\(text)```\n"), "\(title)")
        }
        #expect(try Program.run("help", "files").output.contains("Prompts/STUDY/gold.jsonl"))
    }

    @Test(arguments: ["study", "prompts", "gold", "rating"]) func everySchemaIsJSON(name: String) throws {
        let schema = try JSONValue(parsing: try Program.run("schema", name).output)
        #expect(schema["$schema"]?.string == "https://json-schema.org/draft/2020-12/schema")
        #expect(schema["additionalProperties"] == .bool(false) && (schema["properties"]?.members?.count ?? 0) > 4)
    }

    @Test func theWrittenStudyShowsEveryKeyAndIsRead() throws {
        #expect(try folder.slam("init", "s").status == 0)
        let yaml = try folder.text("Prompts/s/study.yaml")
        let schema = try JSONValue(parsing: try Program.run("schema", "study").output)
        let keys = Self.keys(of: schema)
        #expect(keys.count > 80)
        for key in keys { #expect(yaml.contains(try Regex("\\b\(key)\\b")), "\(key)") }
        #expect(try folder.slam("collect", "--dry-run").status == 0)
    }

    /// The names of members at every depth of a schema.
    private static func keys(of schema: JSONValue) -> Set<String> {
        let members = schema["properties"]?.members ?? []
        let below =
            members.map(\.1) + [schema["additionalProperties"]].compactMap { $0 } + (schema["anyOf"]?.array ?? [])
        return below.reduce(Set(members.map(\.0))) { $0.union(keys(of: $1)) }
    }
}
