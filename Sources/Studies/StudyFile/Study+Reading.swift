import Foundation

extension Study {
    /// Reads the study of that name: `study.yaml`, `prompts.jsonl` and the templates that its judges use.
    ///
    /// Throws `Mistakes` with every mistake of both files.
    package static func read(_ name: String, in workspace: Workspace) throws -> Study {
        let folder = workspace.prompts(of: name)
        let file = StudyFile(path: "\(folder)/study.yaml")
        let prompts = MistakeLog(file: "\(folder)/prompts.jsonl")
        var study = file.read(try bytes(of: file.log.file), name: name)
        study?.prompts = try PromptFile(path: prompts.file, log: prompts).prompts
        let gold = MistakeLog(file: "\(folder)/gold.jsonl")
        if let read = study { study?.known = try GoldFile(path: gold.file, study: read, log: gold).known }
        let examples = try readExemplars(of: &study, folder: folder)
        for template in (study?.judges ?? []).flatMap(\.templates) + (study?.models ?? []).compactMap(\.template) {
            let path = "\(folder)/\(template)"
            guard Workspace.isName(template), FileManager.default.fileExists(atPath: path) else { continue }
            guard let text = String(validating: try bytes(of: path), as: UTF8.self) else {
                file.log.add("the template '\(template)' is not UTF-8: save it as UTF-8", line: nil)
                continue
            }
            study?.templates[template] = text
        }
        for model in study?.models ?? [] {
            guard let name = model.template, let source = study?.templates[name] else { continue }
            for variable in PromptTemplate.unknown(in: source) {
                let words = "names {{\(variable)}}: a model's template knows {{prompt}} and {{system}}"
                file.log.add("the template '\(name)' of '\(model.name)' \(words)", line: nil)
            }
            if !PromptTemplate.isWhole(source) {
                file.log.add("the template '\(name)' of '\(model.name)' does not name {{prompt}}", line: nil)
            }
        }
        let guidelines = "\(workspace.annotations(of: name))/guidelines.md"
        if FileManager.default.fileExists(atPath: guidelines) {
            guard let text = String(validating: try bytes(of: guidelines), as: UTF8.self) else {
                throw StudiesError("'\(guidelines)' is not UTF-8: save it as UTF-8")
            }
            study?.guidelines = text
        }
        let mistakes =
            file.log.mistakes.sorted { ($0.line ?? .max) < ($1.line ?? .max) } + prompts.mistakes + gold.mistakes
            + examples
        guard let study, mistakes.isEmpty else { throw Mistakes(mistakes) }
        return study
    }

    /// Reads the examples that the study's similarities name; the mistakes of those files.
    private static func readExemplars(of study: inout Study?, folder: String) throws -> [Mistake] {
        guard let prompts = study?.prompts, let similarities = study?.similarities else { return [] }
        var mistakes: [Mistake] = []
        for case .exemplars(let file) in similarities.map(\.target) where study?.exemplars[file] == nil {
            let log = MistakeLog(file: "\(folder)/\(file)")
            if !Workspace.isName(file) || !FileManager.default.fileExists(atPath: log.file) {
                log.add("is no file of the study's folder: write it, or mend 'exemplars'", line: nil)
            } else {
                let ids = Set(prompts.map(\.id))
                study?.exemplars[file] = try ExemplarFile(path: log.file, prompts: ids, log: log).exemplars
            }
            mistakes += log.mistakes
        }
        return mistakes
    }

    /// The file's bytes, without the mark that some editors put before a text in UTF-8.
    private static func bytes(of path: String) throws -> [UInt8] {
        let source = try ByteSource(path: path)
        var bytes: [UInt8] = []
        while case let block = try source.next(), !block.isEmpty { bytes += block }
        return bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
    }
}
