import Foundation
import SafeText
import Yams

/// `study.yaml`: reads it into a `Study` without prompts and templates, and checks that its parts fit together.
struct StudyFile {
    static let keys = [
        "version", "endpoints", "models", "sampling", "criteria", "reviewers", "review", "judges", "panels",
        "similarity", "slo", "cost", "calibration",
    ]

    let log: MistakeLog

    init(path: String) { log = MistakeLog(file: path) }

    /// Nil when a mistake is of the whole file; the log has the mistakes.
    func read(_ bytes: [UInt8], name: String) -> Study? {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            let line = LineBytes.count(in: bytes.prefix(validPrefix(of: bytes))) + 1
            log.add("not UTF-8: save the file as UTF-8", line: line)
            return nil
        }
        guard let root = compose(text) else { return nil }
        guard let fields = Fields(root, path: "study", known: Self.keys, log: log) else { return nil }
        if fields.node("version") == nil {
            log.add("lacks 'version: 1': add it at the top", line: 1)
        } else if let version = fields.integer("version"), version != 1 {
            fields.mistake("version", "must be 1, the only version that this program reads")
        }
        var study = Study(
            name: name,
            endpoints: named(fields, "endpoints", known: Fields.endpointKeys) { $0.endpoint(named: $1) },
            models: named(fields, "models", known: Fields.modelKeys) { $0.model(named: $1) },
            sampling: fields.fields("sampling", known: Fields.samplingKeys)?.sampling ?? Sampling(),
            criteria: named(fields, "criteria", known: Fields.criterionKeys) { $0.criterion(named: $1) },
            reviewers: fields.texts("reviewers") ?? [],
            review: fields.reviewSettings,
            judges: named(fields, "judges", known: Fields.judgeKeys) { $0.judge(named: $1) },
            panels: named(fields, "panels", known: ["judges", "vote", "quorum"]) { $0.panel(named: $1) },
            similarities: named(fields, "similarity", known: Fields.similarityKeys) { $0.similarity(named: $1) },
            calibration: fields.calibration
        )
        study.serviceLevel = fields.serviceLevel
        study.cost = fields.costSettings
        StudyCheck(study: study, fields: fields).run()
        return study
    }

    private func compose(_ text: String) -> Node? {
        do {
            if let root = try Yams.compose(yaml: text) { return root }
            log.add("is empty: 'slam init NAME' writes a study to start from", line: nil)
        } catch let error as YamlError {
            let fault = YAMLFault(error, in: text)
            log.add("not YAML: \(fault.words)", line: fault.line)
        } catch {
            log.add("not YAML", line: nil)
        }
        return nil
    }

    /// The count of bytes before the first that is not UTF-8.
    private func validPrefix(of bytes: [UInt8]) -> Int {
        var decoder = UTF8()
        var rest = bytes.makeIterator()
        var valid = 0
        while case .scalarValue(let scalar) = decoder.decode(&rest) { valid += UTF8.width(scalar) }
        return valid
    }

    private func named<Part>(
        _ fields: Fields,
        _ section: String,
        known: [String],
        _ read: (Fields, String) -> Part?
    ) -> [Part] {
        guard let entries = fields.fields(section, known: nil) else { return [] }
        return entries.all.compactMap { name, key, value in
            if !Workspace.isName(name) {
                log.add("'\(name)' in \(section): use letters, digits, '.', '-', '_' only", at: key)
            }
            return Fields(value, path: "\(section).\(name)", known: known, log: log).flatMap { read($0, name) }
        }
    }
}
