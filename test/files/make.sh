#!/usr/bin/env bash
# Writes the sample files beside it, with fictional contents, by the programs that people use for such files.
# Needs LibreOffice (Writer, Impress, Calc), ImageMagick, exiftool and the DejaVu fonts.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export MAGICK_THREAD_LIMIT=1 # with more threads, the same seed gives different noise

for name in convert-im6.q16 magick convert; do
  magick=$(command -v "$name") && break
done

# LibreOffice gets a profile of its own, told to put no preview, which is large, into old PowerPoint files.
mkdir -p "$work/profile/user"
cat >"$work/profile/user/registrymodifications.xcu" <<'END'
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Filter/Microsoft/Export">
<prop oor:name="EnablePowerPointPreview" oor:op="fuse"><value>false</value></prop></item></oor:items>
END

# office FORMAT SOURCE TARGET [IMPORT-FILTER]: soffice reports success even when it has written
# nothing, so the mv notices a failure.
office() {
  soffice "-env:UserInstallation=file://$work/profile" --headless ${4:+"--infilter=$4"} \
    --convert-to "$1" --outdir "$work/out" "$work/$2" >/dev/null
  mv "$work/out/${2%.*}.${1%%:*}" "$3"
}
writer='HTML (StarWriter)'
calc='CSV:44,34,76,1,,1033,false,true' # comma, double quote, UTF-8, from line 1, US English, detect numbers

# Text documents: a page of HTML each, opened in Writer.
cat >"$work/plan.html" <<'END'
<title>Exercise plan</title><meta name="author" content="Robin Example">
<h1>Exercise plan for the lower back</h1>
<p>For <b>Alex Sample</b>, weeks 1 to 4. Stop and write to us if the pain travels below the knee.</p>
<table border="1" cellpadding="4" width="100%">
<tr><th>Exercise</th><th>Sets</th><th>Repetitions</th><th>Remember</th></tr>
<tr><td>Pelvic tilt</td><td>2</td><td>10</td><td>Breathe out as the back flattens</td></tr>
<tr><td>Bird dog</td><td>3</td><td>8 each side</td><td>Hips stay level</td></tr>
<tr><td>Glute bridge</td><td>3</td><td>12</td><td>Pause for two seconds at the top</td></tr>
</table><h2>Every day</h2><ul><li>Walk for twenty minutes.</li><li>Stand up once an hour.</li></ul>
END
cat >"$work/questionnaire.html" <<'END'
<title>Questionnaire</title><meta name="author" content="Robin Example">
<h1>Before your first visit</h1>
<p>Name: Alex Sample &nbsp; Date of birth: 1 January 1980</p>
<ol><li>What brings you here? <i>Pain in the right shoulder, since March.</i></li>
<li>Which medicines do you take? <i>Ibuprofen 400 mg, now and then.</i></li>
<li>Do you have allergies? <i>Penicillin.</i></li></ol>
<table border="1" cellpadding="4" width="100%">
<tr><th>In the past week</th><th>Never</th><th>Sometimes</th><th>Often</th></tr>
<tr><td>I woke up from the pain</td><td></td><td>x</td><td></td></tr>
<tr><td>I avoided lifting</td><td></td><td></td><td>x</td></tr></table>
END
cat >"$work/referral.html" <<'END'
<title>Referral</title><meta name="author" content="Dr. Kim Placeholder">
<p>Dr. Kim Placeholder, General Practice<br>1 Nowhere Street, Sampletown</p>
<h2>Referral to physiotherapy</h2>
<p>Dear colleague, please see Alex Sample, born 1 January 1980, with suspected impingement of the right
shoulder. No trauma, no numbness, X-ray without findings. Six sessions are requested.</p>
<p>Kind regards,<br>Kim Placeholder</p>
END
office pdf:writer_pdf_Export plan.html exercise-plan.pdf "$writer"
office 'docx:MS Word 2007 XML' questionnaire.html questionnaire.docx "$writer"
office 'doc:MS Word 97' referral.html referral.doc "$writer"

# Slides: flat OpenDocument, opened in Impress, written as today's PowerPoint and as that of 1997.
slide() { # TITLE POINT...
  local frame="<draw:frame presentation:style-name='bare' svg:x='2cm' svg:width='24cm'"
  echo "<draw:page draw:name='$1' draw:master-page-name='plain'>"
  echo "$frame presentation:class='title' svg:y='1cm' svg:height='3cm'>"
  echo "<draw:text-box><text:p>$1</text:p></draw:text-box></draw:frame>"
  echo "$frame presentation:class='outline' svg:y='5cm' svg:height='9cm'><draw:text-box><text:list>"
  printf '<text:list-item><text:p>%s</text:p></text:list-item>\n' "${@:2}"
  echo "</text:list></draw:text-box></draw:frame></draw:page>"
}
{
  cat <<'END'
<?xml version="1.0" encoding="UTF-8"?>
<office:document office:version="1.2" office:mimetype="application/vnd.oasis.opendocument.presentation"
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"
 xmlns:presentation="urn:oasis:names:tc:opendocument:xmlns:presentation:1.0"
 xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"
 xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0">
<office:automatic-styles><style:page-layout style:name="wide">
<style:page-layout-properties fo:page-width="28cm" fo:page-height="15.75cm" style:print-orientation="landscape"/>
</style:page-layout><style:style style:name="bare" style:family="presentation">
<style:graphic-properties draw:fill="none" draw:stroke="none"/></style:style></office:automatic-styles>
<office:master-styles><style:master-page style:name="plain" style:page-layout-name="wide"/></office:master-styles>
<office:body><office:presentation>
END
  slide 'Posture at the desk' 'A short guide for Alex Sample' 'Robin Example, physiotherapist'
  slide 'The chair' 'Feet flat on the floor' 'Knees as high as the hips' 'Lower back against the rest'
  slide 'The screen' 'An arm away' 'Upper edge at eye level' 'Every half hour: stand up and look far away'
  echo '</office:presentation></office:body></office:document>'
} >"$work/posture.fodp"
office 'pptx:Impress MS PowerPoint 2007 XML' posture.fodp posture.pptx
office 'ppt:MS PowerPoint 97' posture.fodp posture-old.ppt

# Tables: comma-separated values, opened in Calc.
cat >"$work/lab-results.csv" <<'END'
Test,Result,Unit,Low,High,Note
Haemoglobin,13.9,g/dL,12.0,16.0,
Leukocytes,6.4,10^9/L,4.0,10.0,
Ferritin,18,µg/L,15,150,"low, but normal"
Vitamin D,41,nmol/L,50,125,below the range
END
sed 's/13\.9/13.2/; s/,41,/,55,/; s/below the range//' "$work/lab-results.csv" >"$work/old-lab-results.csv"
office 'xlsx:Calc MS Excel 2007 XML' lab-results.csv lab-results.xlsx "$calc"
office 'xls:MS Excel 97' old-lab-results.csv old-lab-results.xls "$calc"

# A photo of an insurance card, lying a little askew on a table.
"$magick" -size 860x540 xc:none -fill '#1f6f8b' -draw 'roundrectangle 0,0 859,539 36,36' \
  -fill '#d9b44a' -draw 'roundrectangle 60,210 190,310 14,14' -fill white -font DejaVu-Sans-Bold \
  -pointsize 46 -annotate +60+100 'Sample Health Fund' -font DejaVu-Sans -pointsize 36 \
  -annotate +60+400 'ALEX SAMPLE' -annotate +60+450 'No. X000 000 000' \
  -annotate +60+500 'Valid to 12/2099' "$work/card.png"
"$magick" -seed 1 -size 1200x900 plasma: -colorspace Gray -colorspace sRGB +level-colors '#5d4329,#9a7a58' -blur 0x3 \
  \( "$work/card.png" -background none -rotate -4 \( +clone -background black -shadow 60x10+8+12 \) +swap \
  -background none -layers merge +repage \) -gravity center -composite -attenuate 0.15 +noise Gaussian \
  -strip -quality 82 insurance-card.jpg

# A photo of a rash as a telephone takes it, with the place where it was taken (the Brandenburg Gate).
"$magick" -seed 2 -size 1200x900 plasma: -colorspace Gray -colorspace sRGB +level-colors '#d9a481,#efc9ab' -blur 0x6 \
  \( -size 1200x900 xc:white -fill '#d9604f' -draw 'circle 480,380 560,420 circle 620,450 660,480 circle 700,340 730,350
  circle 560,560 620,580 circle 760,540 800,560 circle 400,520 425,530' -blur 0x16 \) -compose multiply -composite \
  -attenuate 0.15 +noise Gaussian -strip -quality 82 rash-photo-gps.jpg
exiftool -quiet -overwrite_original -Make=Sample -Model='Phone 1' -DateTimeOriginal='2024:03:01 09:30:00' \
  -GPSLatitude=52.516275 -GPSLatitudeRef=N -GPSLongitude=13.377704 -GPSLongitudeRef=E -GPSAltitude=34 rash-photo-gps.jpg

# A slice of a head, in greys, and an arm that goes up and down.
"$magick" -seed 3 -size 512x512 xc:black -fill gray75 -draw 'ellipse 256,256 180,220 0,360' -fill gray15 \
  -draw 'ellipse 256,256 168,208 0,360' -fill gray50 -draw 'ellipse 256,256 158,198 0,360' -fill gray12 \
  -draw 'ellipse 228,250 16,60 0,360 ellipse 284,250 16,60 0,360' -blur 0x3 -attenuate 0.3 +noise Gaussian \
  -colorspace Gray -depth 8 -fill white -font DejaVu-Sans -pointsize 16 -annotate +12+24 'SAMPLE A. 12/24' \
  -strip -define png:exclude-chunks=date,time mri-slice.png
"$magick" -delay 40 -loop 0 -size 160x160 xc:white -fill none -stroke black -strokewidth 6 \
  -draw 'circle 80,40 80,58 line 80,58 80,130' \( -clone 0 -draw 'line 80,75 130,115' \) \
  \( -clone 0 -draw 'line 80,75 140,75' \) \( -clone 0 -draw 'line 80,75 125,30' \) -delete 0 -strip animation.gif

# What needs no program but an editor.
echo 'Call Alex Sample back about the shoulder.' >note.txt
echo '<!doctype html><title>Page</title><h1>Page</h1><script>document.title = "This script ran"</script>' >page.html
echo '<svg xmlns="http://www.w3.org/2000/svg"><script>alert("This script ran")</script></svg>' >script.svg
