package dev.clef.platform.web.pages;

import io.nayuki.qrcodegen.QrCode;
import java.util.Locale;

/**
 * A text as a QR code (ISO/IEC 18004), to be drawn as SVG without another request, which would
 * carry the text in its address.
 *
 * @param viewBox of the drawing, with the quiet zone of four modules around
 * @param path the dark modules
 */
public record QrPicture(String viewBox, String path) {

  private static final int QUIET = 4;

  /** Draws a text of at most some 2,000 characters. */
  public static QrPicture of(String text) {
    QrCode code = QrCode.encodeText(text, QrCode.Ecc.MEDIUM);
    StringBuilder path = new StringBuilder();
    for (int y = 0; y < code.size; y++) {
      for (int x = 0; x < code.size; x++) {
        if (code.getModule(x, y)) {
          path.append(String.format(Locale.ROOT, "M%d,%dh1v1h-1z", x + QUIET, y + QUIET));
        }
      }
    }
    int size = code.size + 2 * QUIET;
    return new QrPicture("0 0 " + size + " " + size, path.toString());
  }
}
