import Foundation
import Testing

/// One figure has one definition: commands that show the same one agree to the last digit.
struct SameFigureTests {
    private typealias Object = [String: Any]

    private static func json(_ workspace: TemporaryWorkspace, _ command: String...) async throws -> Object {
        let outcome = await workspace.slam(command + ["--format", "json", "--resamples", "40"])
        return try #require(try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? Object)
    }

    /// By rater and criterion the measures of 'slam agreement', or what else stands there of them.
    private static func automatic(
        _ workspace: TemporaryWorkspace,
        _ confidence: String,
        _ part: String = "measures"
    ) async throws -> [[String]: Object] {
        let agreement = try await json(workspace, "agreement", "--confidence", confidence)
        var found: [[String]: Object] = [:]
        for criterion in try #require(agreement["criteria"] as? [Object]) {
            for rater in try #require(criterion["automatic"] as? [Object]) {
                let key = [rater["rater"] as? String ?? "", criterion["criterion"] as? String ?? ""]
                found[key] = rater[part] as? Object
            }
        }
        return found
    }

    @Test func theExampleHasOneDefinitionOfEachFigure() async throws {
        let workspace = try await ExampleWorkspace.make()
        try await calibrateSaysWhatAgreementSays(workspace)
        try await confidenceReachesEveryInterval(workspace)
        try await verdictsOnPairsNameTheChanceOfTheirKappa(workspace)
        try await auditsSayWhatAgreementSays(workspace)
        try await ceilingsAreTheSame(workspace)
        let quality = try await Self.json(workspace, "quality", "--seed", "5", "--confidence", "0.8")
        #expect(quality["seed"] as? Int == 5 && quality["resamples"] as? Int == 40)
        #expect(quality["confidence"] as? Double == 0.8)
    }

    private func calibrateSaysWhatAgreementSays(_ workspace: TemporaryWorkspace) async throws {
        let known = try await Self.automatic(workspace, "0.8")
        let card = try await Self.json(workspace, "calibrate", "--confidence", "0.8")
        let figures = try #require(card["figures"] as? [Object])
        var compared: Set<String> = []
        for row in figures {
            let name = String((row["figure"] as? String ?? "").prefix { $0 != " " && $0 != ":" })
            let key = [row["judge"] as? String ?? "", row["criterion"] as? String ?? ""]
            guard let measure = known[key]?[name] as? Object else { continue }
            compared.insert(name)
            #expect(row["value"] as? Double == measure["value"] as? Double, "\(key) \(name)")
            let interval = row["interval"] as? [Double]
            #expect(interval?.first == measure["low"] as? Double, "\(key) \(name)")
            #expect(interval?.last == measure["high"] as? Double, "\(key) \(name)")
        }
        #expect(compared.isSuperset(of: ["bias", "pearson", "mae", "spearman", "percent_agreement"]), "\(compared)")
    }

    /// What people reach beside each other, and an automatic rater beside the same people.
    private func ceilingsAreTheSame(_ workspace: TemporaryWorkspace) async throws {
        let parts = [
            "a person": try await Self.automatic(workspace, "0.8", "ceiling"),
            "the judge": try await Self.automatic(workspace, "0.8", "same_others"),
        ]
        let card = try await Self.json(workspace, "calibrate", "--confidence", "0.8")
        var compared = 0
        for row in try #require(card["figures"] as? [Object]) {
            let figure = row["figure"] as? String ?? ""
            guard
                figure.hasSuffix("to the others") || figure.contains("with the others")
                    || figure.contains("same others"),
                let known = parts.first(where: { figure.hasPrefix($0.key) })?.value,
                let own = known[[row["judge"] as? String ?? "", row["criterion"] as? String ?? ""]],
                let measure = own[figure.contains("error") ? "mae" : "percent_agreement"] as? Object
            else { continue }
            compared += 1
            #expect(row["value"] as? Double == measure["value"] as? Double, "\(figure)")
            #expect((row["interval"] as? [Double])?.first == measure["low"] as? Double, "\(figure)")
        }
        #expect(compared > 3)
        let rows = try #require(
            try await Self.json(workspace, "judge", "verdicts", "--confidence", "0.8")["rows"] as? [Object]
        )
        compared = 0
        for row in rows {
            let key = [row["judge"] as? String ?? "", row["criterion"] as? String ?? ""]
            let name = row["distance"] is NSNull ? "percent_agreement" : "mae"
            guard let measure = parts["a person"]?[key]?[name] as? Object else { continue }
            compared += 1
            #expect(row["people_among_themselves_low"] as? Double == measure["low"] as? Double)
            #expect(row["people_among_themselves_high"] as? Double == measure["high"] as? Double)
        }
        #expect(compared > 0)
    }

    /// What is decided at a level of its own says which; every other interval is of --confidence.
    private func confidenceReachesEveryInterval(_ workspace: TemporaryWorkspace) async throws {
        let wide = try await Self.json(workspace, "calibrate", "--confidence", "0.99")
        let narrow = try await Self.json(workspace, "calibrate", "--confidence", "0.5")
        var compared = 0
        for part in ["figures", "people", "curve", "slices"] {
            let (one, other) = (wide[part] as? [Object] ?? [], narrow[part] as? [Object] ?? [])
            #expect(one.count == other.count)
            for (left, right) in zip(one, other) {
                guard let outer = left["interval"] as? [Double], let inner = right["interval"] as? [Double],
                    outer[0] < outer[1]
                else { continue }
                compared += 1
                let isOfRule = (left["figure"] as? String)?.contains(" %)") ?? false
                #expect(isOfRule ? outer == inner : inner[1] - inner[0] < outer[1] - outer[0], "\(part): \(left)")
            }
        }
        #expect(compared > 20)
    }

    private func auditsSayWhatAgreementSays(_ workspace: TemporaryWorkspace) async throws {
        let known = try await Self.automatic(workspace, "0.95")
        let rows = try #require(try await Self.json(workspace, "judge", "audit")["rows"] as? [Object])
        var compared = 0
        for row in rows where row["audit"] as? String == "leniency" {
            let key = [row["judge"] as? String ?? "", row["criterion"] as? String ?? ""]
            guard let bias = known[key]?["bias"] as? Object, let value = bias["value"] as? Double else { continue }
            compared += 1
            #expect(row["difference"] as? Double == value)
            let interval = row["difference_interval"] as? [Double]
            #expect(interval?.first == bias["low"] as? Double && interval?.last == bias["high"] as? Double)
        }
        #expect(compared > 0)
    }

    private func verdictsOnPairsNameTheChanceOfTheirKappa(_ workspace: TemporaryWorkspace) async throws {
        let known = try await Self.automatic(workspace, "0.95")
        let rows = try #require(try await Self.json(workspace, "judge", "verdicts")["rows"] as? [Object])
        var (pairs, scores) = (0, 0)
        for row in rows {
            let key = [row["judge"] as? String ?? "", row["criterion"] as? String ?? ""]
            guard let measures = known[key] else { continue }
            if let error = measures["mae"] as? Object, let value = error["value"] as? Double {
                scores += 1
                #expect(row["distance"] as? Double == value, "\(key)")
                #expect(row["distance_low"] as? Double == error["low"] as? Double, "\(key)")
                #expect(row["distance_high"] as? Double == error["high"] as? Double, "\(key)")
            }
            if let kappa = (measures["cohen.by_model_pair"] as? Object)?["value"] as? Double {
                pairs += 1
                let share = try #require((measures["percent_agreement"] as? Object)?["value"] as? Double)
                let chance = try #require(row["chance"] as? Double)
                #expect(row["kappa"] as? Double == kappa)
                #expect(abs((share - chance) / (1 - chance) - kappa) < 1e-9, "\(key)")
                #expect(row["kappa_first"] is NSNull && row["kappa_as_wrong"] is NSNull)
            }
        }
        #expect(pairs > 0 && scores > 0)
    }
}
