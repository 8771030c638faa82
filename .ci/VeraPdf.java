// Checks PDF files against veraPDF's profile of PDF/UA-1: a line for each file, and one below it for each rule that it breaks.
// Run by Java itself, without being compiled first: java -cp JARS .ci/VeraPdf.java FILE…

import java.io.FileInputStream;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

public class VeraPdf {
    public static void main(String[] paths) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        for (String path : paths) {
            check(path);
        }
    }

    private static void check(String path) throws Exception {
        var foundry = Foundries.defaultInstance();
        try (PDFAParser parser = foundry.createParser(new FileInputStream(path), PDFAFlavour.PDFUA_1);
                PDFAValidator validator = foundry.createValidator(PDFAFlavour.PDFUA_1, false)) {
            ValidationResult result = validator.validate(parser);
            System.out.printf("%s\t%s\t%d%n", path, result.isCompliant() ? "passes" : "fails", result.getTotalAssertions());
            for (TestAssertion broken : result.getTestAssertions()) {
                var rule = broken.getRuleId();
                System.out.printf("  %s-%d: %s%n", rule.getClause(), rule.getTestNumber(), broken.getMessage());
            }
        }
    }
}
