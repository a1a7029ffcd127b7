package dev.clef.platform.web.pages;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.DecodeHintType;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.ReaderException;
import com.google.zxing.common.GlobalHistogramBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class QrPictureTest {

  private static final Pattern MODULE = Pattern.compile("M(\\d+),(\\d+)h1v1h-1z");
  private static final int SCALE = 4;

  @Test
  void another_reader_reads_what_was_drawn() throws ReaderException {
    String uri =
        "otpauth://totp/Clef:op%C3%A9ra?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Clef";

    QrPicture picture = QrPicture.of(uri);

    assertThat(read(drawn(picture))).isEqualTo(uri);
  }

  private static String read(BinaryBitmap drawn) throws ReaderException {
    return new QRCodeReader().decode(drawn, Map.of(DecodeHintType.PURE_BARCODE, true)).getText();
  }

  private static BinaryBitmap drawn(QrPicture picture) {
    int size =
        Integer.parseInt(picture.viewBox().substring("0 0 ".length()).replaceAll(" .*", ""))
            * SCALE;
    int[] pixels = new int[size * size];
    Arrays.fill(pixels, 0xffffff);
    Matcher module = MODULE.matcher(picture.path());
    while (module.find()) {
      int left = Integer.parseInt(module.group(1)) * SCALE;
      int top = Integer.parseInt(module.group(2)) * SCALE;
      for (int y = top; y < top + SCALE; y++) {
        Arrays.fill(pixels, y * size + left, y * size + left + SCALE, 0);
      }
    }
    return new BinaryBitmap(
        new GlobalHistogramBinarizer(new RGBLuminanceSource(size, size, pixels)));
  }
}
