package import Ratings
package import Studies

extension RatingNote {
    /// The fact as a sentence.
    package var sentence: String {
        switch self {
        case .unrated(let criterion): "No rating of '\(criterion)' yet."
        case .stale(let why, let criterion, let rater, let count): Self.stale(why, criterion, rater, count)
        case .edited(let edits):
            "The study's files were edited since they were taken over (\(Self.words(edits))): these figures rest on what they said before; 'slam status' lists the edits, 'slam plan' takes them over."
        case .unreadableFiles:
            "The study's files have mistakes ('slam doctor' lists them): these figures rest on what was taken over before."
        case .kept(let criterion, let reason):
            "'\(criterion)' was edited, and its older ratings go on counting ('slam plan --keep'): \(reason)"
        case .notAsked(let criterion, let count):
            "\(Figures.count(count, "rated item")) without an answer on '\(criterion)', which was not asked when they were rated: 'slam plan' asks for it."
        case .unread(let criterion, let count, let all):
            "\(count) of \(Figures.count(all, "human rating")) of '\(criterion)' \(count == 1 ? "was" : "were") given though the end of the prompt or of a response was never shown (flag 'unread'); in the figures."
        case .without(let rater, let criterion, let outcome, let count):
            "\(rater) on '\(criterion)': \(count) \(outcome.words), \(outcome == .bothBad ? "counted as \(count == 1 ? "a tie" : "ties")" : "in no figure above")."
        case .noScores: "No scores: the table has no row with a score."
        case .missingScores(let count): "\(Figures.count(count, "row")) without a score: counted as missing."
        case .otherPhase(let count, let phase):
            "\(Figures.count(count, "row")) of another phase than '\(phase.rawValue)': not used."
        case .alone(let what, let count, let all):
            "\(Figures.count(count, "item")) of \(all) without a \(what): each counts as a \(what) of its own."
        case .comparisonsAlone(let what, let count, let all):
            "\(count) of \(all) comparisons name no \(what): each counts as a \(what) of its own."
        case .samePrompts(let count, let texts):
            "\(Figures.count(count, "prompt")), \(Figures.count(texts, "distinct text")): prompts that read the same are one cluster, and count once."
        case .remark(let text): text
        case .mixedKinds(let kinds):
            "Comparisons of \(kinds.map(\.rawValue).joined(separator: " and ")) raters are ranked together: --kind ranks one kind."
        case .rankings:
            "A ranking counts as the comparisons of its responses two by two, which are not independent."
        case .noComparisons: "No comparison yet: 'slam review' asks for them."
        case .replaced(let count):
            "\(Figures.count(count, "rating")) of a response that was replaced since: left out of the figures by model."
        case .gonePrompts(let count):
            "\(Figures.count(count, "rated prompt")) no longer in prompts.jsonl: ratings given stay in every figure."
        case .access(let sealed, let database, let unknown):
            "Human ratings that stand: \(sealed) sealed (in bundles), \(database) given beside the database, \(unknown) from files."
        case .calibrated(let used): used.sentence
        case .letters: "Models stand as letters until 'slam unblind'."
        case .lettersWithoutCounts:
            "Models stand as letters until 'slam unblind', without counts, which could betray them."
        case .withheldByName(let count):
            "\(Figures.count(count, "rating")) imported by the names of models: withheld from every figure until 'slam unblind', as they tell who wrote a text."
        case .withheldCriterion(let criterion):
            "Every rating of '\(criterion)' was imported by the names of models: withheld until 'slam unblind'."
        case .tieBand(let rater, let criterion, let band, let source): Self.tieBand(rater, criterion, band, source)
        case .withheldMetric(let rater):
            "\(rater) has no score of some texts of prompts that it scored: withheld until 'slam unblind', as a text without one is the anchor's."
        case .withheldLetters(let prompts):
            "\(Figures.count(prompts, "prompt")) that not every model answered, or of which a rated response was replaced: under no letter until 'slam unblind'."
        case .withheldLettersByName:
            "The ratings were imported by the names of models, so whoever imported them knows whose they are: no figure by letter until 'slam unblind'."
        case .withheldModels(let count):
            "\(Figures.count(count, "model")) that came after the blind plan: in no figure by letter until 'slam unblind'."
        case .withheldBatch(let batch): Self.words(batch)
        case .heldLetters(let count):
            "\(Figures.count(count, "rating")) under an older wording of the prompt: counted by letter until 'slam unblind', as what leaves a figure would tell whose it was."
        }
    }

    private static func words(_ edits: Edits) -> String {
        func named(_ one: String, _ several: String, _ names: [String]) -> String? {
            names.isEmpty ? nil : "\(names.count == 1 ? one : several) \(Figures.quoted(names, most: 3))"
        }
        return [
            named("criterion", "criteria", edits.criteria),
            edits.prompts > 0 ? Figures.count(edits.prompts, "prompt") : nil,
            named("model", "models", edits.models), edits.votes ? "what judges' samples or panels vote by" : nil,
            edits.guidelines ? "the guidelines" : nil,
        ].compactMap(\.self).joined(separator: ", ")
    }

    private static func tieBand(
        _ rater: String,
        _ criterion: String,
        _ band: Double,
        _ source: RatingNote.TieBandSource
    ) -> String {
        let width = Figures.fixed(band, decimals: 4)
        let head = "\(rater) on '\(criterion)' prefers the text with the higher score; "
        switch source {
        case .fitted:
            return head
                + "up to \(width) apart is a tie, a band fitted on people's verdicts (each pair by the other four of five folds over prompts)."
        case .declared:
            return head
                + "up to \(width) apart is a tie, as 'band' in study.yaml says: too few verdicts of people to fit one."
        case .equality:
            return head
                + "only equal scores are a tie: too few verdicts of people to fit a band, and no 'band' in study.yaml."
        }
    }

    private static func words(_ batch: Batch) -> String {
        let whose = batch.rater.map { "ratings by \($0)" } ?? "human ratings"
        guard !batch.isWithinPairs else {
            return
                "Figures of '\(batch.criterion)' have \(batch.counted) of \(batch.all) \(whose): until 'slam unblind' what is within pairs of models takes batches of \(batch.size), and the rest once all that is planned is rated, so that no single verdict tells of which two letters it is."
        }
        return
            "Figures by letter have \(batch.counted) of \(batch.all) \(whose) of '\(batch.criterion)': until 'slam unblind' they take batches of \(batch.size), of prompts with a rating for every model, and the rest once all that is planned is rated, so that no single rating moves a letter."
    }

    private static func stale(_ why: Staleness, _ criterion: String, _ rater: String?, _ count: Int) -> String {
        let ratings = Figures.count(count, "rating")
        switch why {
        case .question:
            return
                "\(ratings) of '\(criterion)' under an older question or scale, in no figure: rate them again, or set the criterion back in study.yaml."
        case .prompt:
            return
                "\(ratings) of '\(criterion)' under an older wording of the prompt, in no figure: rate them again, or set the prompt back in prompts.jsonl."
        case .criterion:
            return
                "\(ratings) of '\(criterion)', a criterion that the study no longer has, in no figure: give it back its name in study.yaml, or leave them."
        case .version:
            return
                "\(rater ?? "a judge") on '\(criterion)': \(ratings) of an older version, in no figure: 'slam judge versions' lists them."
        }
    }

    /// The fact for programs: its kind and its parts.
    package var json: JSONValue {
        func object(_ kind: String, _ members: [(String, JSONValue)] = []) -> JSONValue {
            .object([("kind", .string(kind))] + members + [("text", .string(sentence))])
        }
        switch self {
        case .unrated(let criterion): return object("unrated", [("criterion", .string(criterion))])
        case .stale(let why, let criterion, let rater, let count):
            return object(
                "stale",
                [
                    ("why", .string(why.rawValue)), ("criterion", .string(criterion)),
                    ("rater", rater.map(JSONValue.string) ?? .null), ("n", .count(count)),
                ]
            )
        case .edited(let edits):
            return object(
                "edited",
                [
                    ("criteria", .array(edits.criteria.map(JSONValue.string))), ("prompts", .count(edits.prompts)),
                    ("models", .array(edits.models.map(JSONValue.string))), ("votes", .bool(edits.votes)),
                    ("guidelines", .bool(edits.guidelines)),
                ]
            )
        case .unreadableFiles: return object("unreadable_files")
        case .kept(let criterion, let reason):
            return object("kept", [("criterion", .string(criterion)), ("reason", .string(reason))])
        case .notAsked(let criterion, let count):
            return object("not_asked", [("criterion", .string(criterion)), ("n", .count(count))])
        case .unread(let criterion, let count, let all):
            return object("unread", [("criterion", .string(criterion)), ("n", .count(count)), ("of", .count(all))])
        case .without(let rater, let criterion, let outcome, let count):
            return object(
                "without_value",
                [
                    ("rater", .string(rater)), ("criterion", .string(criterion)),
                    ("outcome", .string(outcome.words.replacing(" ", with: "_"))), ("n", .count(count)),
                ]
            )
        case .noScores: return object("no_scores")
        case .missingScores(let count): return object("missing_scores", [("n", .count(count))])
        case .otherPhase(let count, _): return object("other_phase", [("n", .count(count))])
        case .alone(let what, let count, let all):
            return object("without_\(what)", [("n", .count(count)), ("of", .count(all))])
        case .comparisonsAlone(let what, let count, let all):
            return object("without_\(what)", [("n", .count(count)), ("of", .count(all))])
        case .samePrompts(let count, let texts):
            return object("same_prompts", [("n", .count(count)), ("texts", .count(texts))])
        case .remark: return object("remark")
        case .mixedKinds(let kinds):
            return object("mixed_kinds", [("kinds", .array(kinds.map { .string($0.rawValue) }))])
        case .rankings: return object("rankings")
        case .noComparisons: return object("no_comparisons")
        case .replaced(let count): return object("replaced", [("n", .count(count))])
        case .gonePrompts(let count): return object("gone_prompts", [("n", .count(count))])
        case .access(let sealed, let database, let unknown):
            return object(
                "access",
                [("sealed", .count(sealed)), ("database", .count(database)), ("unknown", .count(unknown))]
            )
        case .calibrated(let used): return object("calibrated", used.members)
        case .letters, .lettersWithoutCounts: return object("letters")
        case .withheldByName(let count):
            return object("withheld", [("why", .string("named_by_model")), ("n", .count(count))])
        case .withheldCriterion(let criterion):
            return object("withheld", [("why", .string("named_by_model")), ("criterion", .string(criterion))])
        case .tieBand(let rater, let criterion, let band, let source):
            return object(
                "tie_band",
                [
                    ("rater", .string(rater)), ("criterion", .string(criterion)), ("band", .number(band)),
                    ("source", .string(source.rawValue)),
                ]
            )
        case .withheldMetric(let rater):
            return object("withheld", [("why", .string("metric_lacks_texts")), ("rater", .string(rater))])
        case .withheldLetters(let prompts):
            return object("withheld", [("why", .string("letters")), ("n", .count(prompts))])
        case .withheldLettersByName: return object("withheld", [("why", .string("letters_named"))])
        case .withheldModels(let count):
            return object("withheld", [("why", .string("models")), ("n", .count(count))])
        case .withheldBatch(let batch):
            return object(
                "withheld",
                [
                    ("why", .string("batch")), ("criterion", .string(batch.criterion)),
                    ("rater", batch.rater.map(JSONValue.string) ?? .null), ("n", .count(batch.all - batch.counted)),
                    ("of", .count(batch.all)), ("batch", .count(batch.size)),
                ]
            )
        case .heldLetters(let count):
            return object("held", [("why", .string("letters")), ("n", .count(count))])
        }
    }
}
