"""Makes report.docx, from which LibreOffice made report.pdf; run only to make that file again.

    python make_report.py && soffice --headless --convert-to pdf report.docx

password.pdf and owner_password.pdf are one sentence, exported with a password to open and one to change.
"""

from __future__ import annotations

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.run import Run

FONT = "Noto Serif CJK SC"


def look(run: Run, size: float) -> None:
    run.font.size = Pt(size)
    run.font.name = FONT
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), FONT)


def add(text: str, size: float = 16, align: ALIGN | None = None, *, indented: bool = True) -> None:
    """A paragraph as GB/T 9704 sets it."""
    paragraph = document.add_paragraph()
    look(paragraph.add_run(text), size)
    paragraph.alignment = align
    paragraph.paragraph_format.space_after = Pt(0)
    paragraph.paragraph_format.line_spacing = Pt(28)
    if indented and align is None:
        paragraph.paragraph_format.first_line_indent = Pt(32)
    # LibreOffice loses a comma that hangs out of the line when it exports.
    inside = OxmlElement("w:overflowPunct")
    inside.set(qn("w:val"), "0")
    paragraph._p.get_or_add_pPr().append(inside)


document = docx.Document()
section = document.sections[0]
section.page_width, section.page_height = Mm(210), Mm(297)
section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = Mm(37), Mm(35), Mm(28), Mm(26)
look(section.header.paragraphs[0].add_run("柳桥镇“进百村”活动材料"), 9)
footer = section.footer.paragraphs[0]
footer.alignment = ALIGN.CENTER
look(footer.add_run("— "), 14)
number = footer.add_run()
look(number, 14)
for kind in ("begin", "code", "end"):
    mark = OxmlElement("w:instrText" if kind == "code" else "w:fldChar")
    if kind == "code":
        mark.text = "PAGE"
    else:
        mark.set(qn("w:fldCharType"), kind)
    number._r.append(mark)
look(footer.add_run(" —"), 14)

add("柳桥镇关于开展“进百村入千户”", 22, ALIGN.CENTER)
add("活动情况的汇报", 22, ALIGN.CENTER)
add("（2013年7月8日）", 16, ALIGN.CENTER)
add("市活动办公室：", indented=False)
add(
    "活动开展以来，我镇组织机关干部63人分成12个小组，带着帐篷和干粮住到圩堤上，白天查险段、晚上访农户，前后走访农户1260户，收到意见187条，已经办结142条。现将有关情况汇报如下。"
)
add("一、住下来，把底数摸清")
add(
    "柳桥镇地势低，全镇18个村有11个在圩区，一到汛期群众最怕的是水。镇党委书记朱长河带头住进最偏的西泊村，三天走完93户，把每户的房屋、田块、老人和在外子女记在一本账上。各组都照这个办法做，先后记下险工险段27处、危房41户、断头路9条，其中有16处是往年台账里没有的。We used the GIS map of Liuqiao to mark every spot."
)
add("二、办起来，把险段修好")
add(
    "（一）圩堤加固。投入资金138.5万元，加固圩堤6.2公里，新建排涝站2座，更换闸门5座，受益农田4300亩。西泊村老圩口十年九漏，这次用黏土夯实后又铺了防渗膜，6月下旬一场大雨下了137毫米，堤脚没有渗水。"
)
add("（二）道路硬化。硬化村组道路7.4公里，打通断头路6条，剩下3条因为要过河，资金还差45万元，准备列入明年计划。")
add("各村完成情况见下表。")
ROWS = [
    ["村名", "圩堤（公里）", "道路（公里）", "办结意见（条）"],
    ["西泊村", "2.3", "1.8", "36"],
    ["柳桥村", "1.9", "2.6", "58"],
    ["合计", "", "", "94"],
]
grid = document.add_table(rows=4, cols=4)
grid.style = "Table Grid"
for row, line in enumerate(ROWS):
    for column, text in enumerate(line):
        look(grid.cell(row, column).paragraphs[0].add_run(text), 14)
grid.cell(3, 1).merge(grid.cell(3, 2)).text = "8.6"
add("三、存在的不足")
add(
    "一是有5个小组住村时间不够，走访只到村干部家；二是在外务工人员的意见听得少，电话联系到的不足三成；三是修好的路和闸没有管护经费，过两年还可能坏。"
)
add(
    "下一步，我镇打算在8月底前把没有住满10天的小组重新派下去，9月底前拿出管护办法，每村聘1名管水员，报酬由镇村两级分担。"
)
add("柳桥镇人民政府", align=ALIGN.RIGHT)
add("2013年7月8日", align=ALIGN.RIGHT)
document.save("report.docx")
