import Foundation
import Inference
package import Store
package import Studies

extension Store {
    /// Models, judges and embedding models whose answers come from more than one file of weights, or may: each as a line.
    ///
    /// A judge's are those of one version; what it was asked with earlier is in no figure.
    package func weightNotes(of study: Study, _ purposes: [Purpose] = [.response, .judgement, .embedding]) throws
        -> [String]
    {
        let servers = try servers(of: study.name)
        guard servers.count > 1 else { return [] }
        var notes: [String] = []
        for purpose in purposes {
            let all = purpose.ofToday(try served(purpose, of: study.name))
            let groups = Dictionary(grouping: all) { [$0.asked, $0.question] }
            for (name, served) in groups.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
                guard let model = study.served(purpose, as: name[0]) else { continue }
                for note in Self.weightNotes(purpose, name[0], model, served, servers) where !notes.contains(note) {
                    notes.append(note)
                }
            }
        }
        return notes
    }

    private static func weightNotes(
        _ purpose: Purpose,
        _ asked: String,
        _ model: String,
        _ served: [Served],
        _ servers: [ServerRow]
    ) -> [String] {
        var notes: [String] = []
        let all = served.sorted { $0.server.id < $1.server.id }
            .compactMap { ServerIdentity(json: $0.server.identity).weights(of: model) }
        let apart = all.enumerated().filter { place, own in all[..<place].allSatisfy(own.differs) }.map(\.element)
        if apart.count > 1 {
            let words = apart.enumerated().map { place, own in own.words(beside: apart[place == 0 ? 1 : 0]) }
            notes.append(
                "the \(purpose.answers) of '\(asked)' come from \(words.joined(separator: " and from ")): they are not of one model"
            )
        }
        for one in served where one.unsure > 0 {
            guard let (then, words) = change(after: one.server, of: model, servers) else { continue }
            notes.append(
                "the weights behind '\(asked)' changed during a run, noticed \(day(then)) (\(words)): \(one.unsure) of its "
                    + "\(purpose.answers) may be of either"
            )
        }
        return notes
    }

    /// The next time that weights of the model were told there, where they are others; when, and from what to what.
    private static func change(after server: ServerRow, of model: String, _ servers: [ServerRow])
        -> (at: Int64, words: String)?
    {
        guard let old = ServerIdentity(json: server.identity).weights(of: model) else { return nil }
        for next in servers
        where next.id > server.id && next.endpoint == server.endpoint && next.url == server.url {
            guard let new = ServerIdentity(json: next.identity).weights(of: model) else { continue }
            guard new.differs(from: old) else { return nil }
            return (next.askedAt, "\(old.words(beside: new)), then \(new.words(beside: old))")
        }
        return nil
    }

    private static func day(_ milliseconds: Int64) -> String {
        Date(timeIntervalSince1970: Double(milliseconds / 1000)).formatted(.iso8601)
    }
}

extension Purpose {
    /// What is kept of it, in words.
    fileprivate var answers: String {
        switch self {
        case .response, .probe: "responses"
        case .judgement: "verdicts"
        case .embedding: "vectors"
        }
    }

    /// Of a judge what it was asked with last on the same criteria; of others all.
    fileprivate func ofToday(_ served: [Served]) -> [Served] {
        guard self == .judgement else { return served }
        let newest = Dictionary(served.map { ([$0.asked, $0.criteria], $0.question) }) { $1 }
        return served.filter { newest[[$0.asked, $0.criteria]] == $0.question }
    }
}

extension Study {
    /// What the server calls a model or a judge of the study; an embedding model has no other name.
    fileprivate func served(_ purpose: Purpose, as name: String) -> String? {
        switch purpose {
        case .response, .probe: model(named: name)?.model
        case .judgement: judges.first { $0.name == name }?.model
        case .embedding: name
        }
    }
}
