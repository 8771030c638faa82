// Unpacks the browser into the folder that TMPDIR names.
import chromium from "@sparticuz/chromium";

console.log(`Unpacked ${await chromium.executablePath()}`);
