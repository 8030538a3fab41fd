"""Makes the ugly workbooks that the tests import, all people in them invented: run by hand.

    python tests/db/workbooks/make_workbooks.py

The .xls needs xlwt, which nothing else needs: install it for this script alone.
"""

from __future__ import annotations

import importlib
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter
from stdnum.iso7064 import mod_11_2

HERE = Path(__file__).parent
EXAMPLE = HERE.parents[2] / "docs" / "examples" / "住户表.xlsx"


def card(birthday: str, place: str = "110105", serial: str = "001") -> str:
    """An invented resident ID number with a right check digit."""
    body = place + birthday + serial
    return body + str(mod_11_2.calc_check_digit(body))


def owners(path: Path) -> None:
    """Titles, headings over two lines, merged stairs, odd numbers, totals, a second table."""
    book = xlsxwriter.Workbook(path)
    day = book.add_format({"num_format": 'yyyy"年"m"月"d"日"'})
    page = book.add_worksheet("8栋")
    page.merge_range("A1:J1", "翠湖花园业主（租户）登记总表")
    page.merge_range("A2:J2", "单位：翠湖花园物业服务中心　　统计日期：2026.11.1")
    page.write("A3", "注：面积以产权证为准")
    page.merge_range("A5:C5", "房屋信息")
    page.merge_range("D5:F5", "业 主 信 息")
    page.merge_range("G5:J5", "租户（如有）")
    for at, words in enumerate((
        "单元", "房号", "建筑面积\n（㎡）", "姓名*", "联系电话：", "身份证号码", "姓 名", "电话",
        "起租", "止租",
    )):  # fmt: skip
        page.write(5, at, words)
    page.merge_range("A7:A9", "1单元")
    page.merge_range("A10:A14", "2单元")
    page.write_row("B7", [101, 89.5, "王虚构", 13800138001, card("19800101"), "李租客",
                          "138-0013-8002", "2019.3.5", "2030/3/4"])  # fmt: skip
    page.write_row("B8", ["102室", "89.50㎡", "赵　虚构", "+86 13800138003", "", "无", "/", 43529])
    page.write_row("B9", ["0201", 120, "空置"])
    page.write_row("B10", [101.0, 66.666666, "钱虚构、孙虚构", "13800138004/13800138005",
                           f"{card('19700101')}、{card('19710202')}".lower()])  # fmt: skip
    page.write("G10", "周租客")
    page.write_datetime("I10", date(2026, 1, 31), day)
    page.write("J10", "长期")
    page.write_row("B11", ["102", 66, "吴虚构", 1380013800, 1.10105198e17])
    page.write("B12", None)
    page.write_datetime("B12", date(2026, 8, 12), day)
    page.write("D12", "郑虚构")
    page.write_row("B13", ["202", -5, "冯虚构", "13800138006"])
    page.write("G13", "陈租客")
    page.write_row("I13", ["2020-05-01", "2019-05-01"])
    page.write_row("B14", ["203", "", "", 13800138007])
    page.write_row("A16", ["合计", "8 户", 999.9])
    page.write_row("A17", ["制表人：前台", "", "", "审核："])
    note = book.add_worksheet("填表说明")
    note.write("A1", "房号请按“8-1-101”填写，电话填手机。")
    second = book.add_worksheet("商铺")
    second.write("C2", "翠湖花园商铺")
    for at, words in enumerate(("栋号", "房间号码", "面积（平方米）", "类型", "租户", "手机", "备注")):
        second.write(4, at + 1, words)
    second.write_row("B6", ["9号楼", "S01", 45, "商铺", "何虚构便利店", "0755-26001234", "=1+1"])
    second.write_row("B7", ["9#", "S02", 45.5, "商铺", "许虚构", "13800138008", "@sum"])
    second.write_row("B9", ["小计", "", 90.5])
    hidden = book.add_worksheet("旧表")
    hidden.write_row("A1", ["房号", "姓名"])
    hidden.write_row("A2", ["8-1-999", "旧虚构"])
    hidden.hide()
    book.close()


def ledger(path: Path) -> None:
    """An old .xls: lines that name the building, merged families, headings on every page."""
    xlwt: Any = importlib.import_module("xlwt")
    book = xlwt.Workbook(encoding="utf-8")
    page = book.add_sheet("住户台账")
    day = xlwt.easyxf(num_format_str="yyyy/m/d")
    page.write_merge(0, 1, 0, 8, "住户台账（2026 年）")
    headings = (
        "序号", "房间号", "户主", "住户姓名", "与户主关系", "联系方式", "证件类型", "证件号码",
        "入住时间",
    )  # fmt: skip

    def put(at: int, *cells: object) -> None:
        for column, cell in enumerate(cells):
            if cell != "":
                style = day if isinstance(cell, date) else xlwt.Style.default_style
                page.write(at, column, cell, style)

    put(3, *headings)
    page.write_merge(4, 4, 0, 8, "A座")
    page.write_merge(5, 7, 1, 1, "１２０１")
    page.write_merge(5, 7, 2, 2, "秦虚构")
    put(5, 1, "", "", "秦虚构", "本人", "１３８００１３８０１１", "身份证", card("19600101"), date(2008, 8, 8))
    put(6, 2, "", "", "尤虚构", "妻子", "", "身份证", card("19610101", serial="002"), "2008年8月8日")
    put(7, 3, "", "", "秦小虚", "儿子", 13800138012.0, "护照", "e1234567", 39668)
    put(8, 4, "1202", "朱虚构", "朱虚构", "户主", "13800138013")
    put(9, "", "", "", "", "", "", "", "", "")
    put(10, *headings)
    page.write_merge(11, 11, 0, 8, "B座")
    put(12, 5, "1201", "秦虚构", "秦虚构", "户主", "13800138011", "", card("19600101"))
    put(13, 6, "1202室", "许虚构", "保姆阿姨", "保姆", "1.38E+10")
    put(14, 7, "第三间", "何虚构", "何虚构", "户主", "13800138014")
    put(15, 8, "1203", "吕虚构", "施租客", "租户", "13800138015", "", "", "去年")
    put(16, 9, "1204", "", "", "", "", "", "", "")
    put(17, "", "本页合计", "", "9 人")
    book.save(str(path))


def customers(path: Path) -> None:
    """Headings nobody knows, an .xlsx that is named .xls, words that look like formulas."""
    book = xlsxwriter.Workbook(path.with_suffix(".tmp"), {"strings_to_formulas": False})
    page = book.add_worksheet("Sheet1")
    page.write_row("B3", ["客户台", "户址", "户名", "通讯", "占有方式"])
    page.write_row("B4", ["001", "10 幢 2 单元 1502 室", "张虚构", "'13800138021", "自住"])
    page.write_row("B5", ["002", "10-1-0301", "=HYPERLINK(\"x\")李虚构", "+8613800138022", "租赁"])
    page.write_row("B6", ["003", "@十栋一单元302", "-虚构", "13800138023", "租赁"])
    page.write_row("B7", ["004", "10-1-303", "卫虚构", "12345", "自住"])
    page.write_row("B8", ["005", "10-304", "蒋虚构", "13800138024", "自住"])
    book.close()
    path.with_suffix(".tmp").replace(path)


def vehicles(path: Path) -> None:
    """An old .xls of parking: two lines of headings, merged rooms, several plates in a cell, a
    note under the table, one plate twice."""
    xlwt: Any = importlib.import_module("xlwt")
    book = xlwt.Workbook(encoding="utf-8")
    page = book.add_sheet("车辆")
    page.write_merge(0, 0, 0, 7, "翠湖花园月卡车辆一览表")
    page.write(1, 7, "2026.11.5")
    for at, words in enumerate(("序号", "房号", "业主", "车辆信息", "", "", "车位号", "备注")):
        if words and at != 3:
            page.write_merge(2, 3, at, at, words)
    page.write_merge(2, 2, 3, 5, "车辆信息")
    for at, words in enumerate(("车牌号码", "品牌型号", "车主")):
        page.write(3, 3 + at, words)

    def put(at: int, *cells: object) -> None:
        for column, cell in enumerate(cells):
            if cell != "":
                page.write(at, column, cell)

    put(4, 1.0, "3-1202", "欧阳龑", "粤b·d12345", "比亚迪 汉", "", "B1-023", "月卡")
    put(5, 2.0, "３栋１２０２", "", "粤B67890、粤B 0A123(白)", "", "陈晓彤", "", "")
    page.write_merge(6, 7, 1, 1, "2-701")
    put(6, 3.0, "", "𠮷田·阿依古丽", "沪A12345\n沪A54321", "", "何虚构", "地面", "")
    put(7, 4.0, "", "", "无", "", "", "", "没有车")
    put(8, 5.0, "1-101", "冒名虚构", "京A00001", "", "", "", "")
    put(9, 6.0, "2-702", "", "粤BD12345", "", "", "", "与 3-1202 同一辆")
    put(10, 7.0, "99-101", "", "京A00002", "", "", "", "")
    put(11, 8.0, "2-703", "", "两辆", "", "", "", "")
    put(13, "合计", "", "", "7 辆")
    put(14, "说明：外来车辆不在此表")
    book.save(str(path))


def arrears_lines(path: Path) -> None:
    """A line for each unit and month: other fees between, months in every spelling and as a day,
    merged rooms, sums under each unit, a month that lost its zero."""
    book = xlsxwriter.Workbook(path)
    month = book.add_format({"num_format": 'yyyy"年"m"月"'})
    page = book.add_worksheet("欠费明细")
    page.merge_range("A1:H1", "翠湖花园物业费欠费明细表")
    page.merge_range("A2:H2", "截止日期：2026.10.31　　　单位：元")
    page.write_row("A4", ["楼栋", "房间", "业主", "收费项目", "账期", "应收金额", "实收金额", "欠费金额"])
    rows: list[list[Any]] = [
        ["3栋", "1202", "欧阳龑", "物业管理费", "2026年9月", 306, 0, 306],
        ["3栋", "1202", "欧阳龑", "物业管理费", "202610", "306.00", "", "¥306.00"],
        ["3栋", "1202", "欧阳龑", "生活垃圾费", "2026年10月", 15, 0, 15],
        ["3栋", "1202", "小计", "", "", 627, 0, 627],
        ["2栋", 701, "𠮷田·阿依古丽", "物业费", date(2026, 8, 1), 450.5, 200, 250.5],
        ["2栋", 701, "", "物业费", "2026.09-2026.10", 901, 0, 901],
        ["1栋", "101室", "", "物业费", "2026-10", 300, 300, "-"],
        ["1栋", "102", "", "物业费", 2026.1, 300, 0, 300],
        ["1栋", "103", "", "物业费", "2026-09", 300, 100, 300],
        ["1栋", "103", "", "物业费", "2026-10", 300, 0, 300],
        ["1栋", "104", "", "物业费", "2026-10", 300, 350, -50],
        ["99栋", "101", "", "物业费", "2026-10", 300, 0, 300],
        ["1栋", "201", "", "物业费", "上个月", 300, 0, "三百"],
    ]
    for at, row in enumerate(rows, 4):
        for column, cell in enumerate(row):
            if isinstance(cell, date):
                page.write_datetime(at, column, cell, month)
            else:
                page.write(at, column, cell)
    page.write_row(len(rows) + 5, 0, ["合计", "", "", "", "", 4455, 600, 3405])
    page.write(len(rows) + 6, 0, "制表人：钱芳　　复核：")
    book.close()


def arrears_wide(path: Path) -> None:
    """An old .xls with a column for each month under its year, over the turn of the year, sums
    that are right and one that is not, a second sheet in totals."""
    xlwt: Any = importlib.import_module("xlwt")
    book = xlwt.Workbook(encoding="utf-8")
    page = book.add_sheet("三栋")
    page.write_merge(0, 0, 0, 7, "物业管理费欠缴一览（截至2026年2月底）")
    for at, words in enumerate(("序号", "房号", "业主姓名")):
        page.write_merge(2, 3, at, at, words)
    page.write_merge(2, 2, 3, 4, "2025年")
    page.write_merge(2, 2, 5, 6, "2026年")
    for at, words in enumerate(("11月", "12月", "1月", "2月（元）")):
        page.write(3, 3 + at, words)
    page.write_merge(2, 3, 7, 7, "合计")

    def put(sheet: Any, at: int, *cells: object) -> None:
        for column, cell in enumerate(cells):
            if cell != "":
                sheet.write(at, column, cell)

    put(page, 4, 1, "3-1202", "欧阳龑", "", 306, "306.00", "", 612.0)
    put(page, 5, 2, "3栋1201", "", "已缴", "-", "√", 0, "")
    put(page, 6, 3, "3-1203", "", 306, 306, 306, 306, 1000)
    put(page, 7, 4, "3-1204", "", "欠", "", "", "", "")
    put(page, 8, "", "总计", "", 306, 612, 612, 306, 1836)
    other = book.add_sheet("其余楼栋")
    put(other, 0, "累计欠费统计")
    put(other, 2, "房号", "欠费月数", "累计欠费")
    put(other, 3, "2栋701", "3个月", "￥1,351.50")
    put(other, 4, "1-101", 0, 0)
    put(other, 5, "1-102", "", "88")
    book.save(str(path))


def example(path: Path) -> None:
    """The workbook of docs/command-line.md: what an estate's table may look like."""
    book = xlsxwriter.Workbook(path)
    page = book.add_worksheet("住户表")
    page.merge_range("A1:G1", "翠湖花园住户登记表")
    page.write_row("A2", ["楼栋", "房号", "面积", "姓名", "身份", "联系电话", "入住日期"])
    page.write_row("A3", ["8栋", 101, 89.5, "王虚构", "业主", 13800138001, "2019.3.5"])
    page.write_row("A4", ["8栋", 102, 89.5, "赵虚构", "业主", "13800138002", "2019年6月1日"])
    page.write_row("A5", ["8栋", 102, 89.5, "李虚构", "租户", "1380013800", "2024-01-01"])
    page.write_row("A6", ["3栋", 1202, "", "欧阳龑", "业主", "13900009999", ""])
    page.write_row("A7", ["合计", "4 户"])
    page.set_column("A:G", 14)
    book.close()


def example_vehicles(path: Path) -> None:
    """The workbook of docs/command-line.md with vehicles."""
    book = xlsxwriter.Workbook(path)
    page = book.add_worksheet("车辆表")
    page.write_row("A1", ["房号", "业主", "车牌", "车型", "车位"])
    page.write_row("A2", ["3-1202", "欧阳龑", "粤B·D12345", "比亚迪 汉", "B1-023"])
    page.write_row("A3", ["8-101", "王虚构", "粤B11111、粤B22222", "", ""])
    page.write_row("A4", ["8-102", "", "粤BD12345", "", ""])
    page.set_column("A:E", 16)
    book.close()


def example_arrears(path: Path) -> None:
    """The workbook of docs/command-line.md with arrears."""
    book = xlsxwriter.Workbook(path)
    page = book.add_worksheet("欠费表")
    page.merge_range("A1:D1", "物业费欠费表（截至2026年10月31日）")
    page.write_row("A2", ["房号", "8月", "9月", "10月", "合计"])
    page.write_row("A3", ["8-101", "", 268.5, 268.5, 537])
    page.write_row("A4", ["8-102", 268.5, 268.5, 268.5, 805.5])
    page.write_row("A5", ["2-701", "已缴", "已缴", "已缴", 0])
    page.write_row("A6", ["合计", 268.5, 537, 537, 1342.5])
    page.set_column("A:E", 12)
    book.close()


if __name__ == "__main__":
    owners(HERE / "业主清册.xlsx")
    ledger(HERE / "住户台账.xls")
    customers(HERE / "客户资料.xls")
    vehicles(HERE / "月卡车辆.xls")
    arrears_lines(HERE / "欠费明细.xlsx")
    arrears_wide(HERE / "欠缴一览.xls")
    EXAMPLE.parent.mkdir(exist_ok=True)
    example(EXAMPLE)
    example_vehicles(EXAMPLE.with_name("车辆表.xlsx"))
    example_arrears(EXAMPLE.with_name("欠费表.xlsx"))
