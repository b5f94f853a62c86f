import Foundation
import Rehearsal
import Testing

/// A small study with judges and a server that answers for them.
struct JudgedStudy {
    static let template =
        "{{criterion}} {{scale}}\n{{prompt}}\n{{boundary}}\n{{response}}\n{{boundary}}\nReply {\"reason\", \"score\"}\n"

    let folder: StudyFolder

    init() throws { folder = try StudyFolder() }

    /// A reply to messages in which those texts stand.
    static func line(_ matches: [String], _ response: String, model: String = "j", finish: String = "stop")
        -> Script.Line
    {
        Script.Line(
            model: model,
            prompt: nil,
            matches: matches,
            response: response,
            finish: finish,
            inputTokens: 100,
            outputTokens: 10
        )
    }

    /// A server that replies so, and the study with these judges on it.
    func serve(_ lines: [Script.Line], judges: String, panels: String = "") throws -> RehearsalServer {
        let server = try RehearsalServer(script: Script(lines: lines))
        let yaml = try folder.text("Prompts/s/study.yaml")
            .replacing("http://127.0.0.1:1/v1", with: "http://127.0.0.1:\(server.port)/v1")
        try folder.write("Prompts/s/study.yaml", yaml + "\njudges:\n\(judges)\n\(panels)")
        try folder.write("Prompts/s/judge.mustache", Self.template)
        #expect(try folder.slam("import", "\(folder.path)/responses.csv").status == 0)
        return server
    }

    /// Changes a text of study.yaml.
    func change(_ text: String, to other: String) throws {
        let yaml = try folder.text("Prompts/s/study.yaml")
        #expect(yaml.contains(text))
        try folder.write("Prompts/s/study.yaml", yaml.replacing(text, with: other))
    }

}
