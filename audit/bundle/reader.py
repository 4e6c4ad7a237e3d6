"""`reader.html`: what is in the bundle, in a browser alone. Readable without script; with it the
steps can be walked through and every file of the bundle is held against its digest on the spot."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from jinja2 import Environment, StrictUndefined

from audit.bundle.manifest import Listed, Stamp


class ReaderStep(NamedTuple):
    """One step: what was done, where it is recorded, what stood then, what it changed."""

    number: int
    line: str
    event: str
    waiting: str
    facts: tuple[tuple[str, str], ...]
    changes: tuple[tuple[str, str, str], ...]


class Paper(NamedTuple):
    """A paper; `file` and `html` are empty where the role may not read it."""

    title: str
    number: str
    issued_on: str
    served_on: str
    sha256: str
    file: str
    html: str


class CaseLine(NamedTuple):
    """A case a matter names: whether its histories recompute, its certificate, its steps and papers."""

    case_no: str
    passed: bool
    digest: str
    steps: int
    papers: int


_STYLE: Final = """
body{font:15px/1.6 "Noto Sans CJK SC","Microsoft YaHei",sans-serif;margin:0 auto;max-width:64rem;
padding:1rem;color:#111}
h1{font-size:1.4rem}h2{font-size:1.1rem;margin:1.6rem 0 .4rem}
table{border-collapse:collapse;min-width:40rem;margin:.4rem 0}
th,td{border:1px solid #999;padding:.2rem .5rem;text-align:left;vertical-align:top;
overflow-wrap:anywhere}
.mark{position:fixed;inset:0;pointer-events:none;overflow:hidden;z-index:9;opacity:.13;
font-size:1.1rem;line-height:7rem;transform:rotate(-18deg) scale(1.4);white-space:nowrap}
.banner{border:2px solid #a00;color:#a00;padding:.3rem .8rem}
.short{white-space:nowrap}
.digest{font-family:monospace;overflow-wrap:anywhere}
.ok{color:#060}.bad{color:#a00;font-weight:700}
summary{cursor:pointer;padding:.2rem 0}details{border-bottom:1px solid #ccc}
button{font:inherit;padding:.3rem 1rem;margin-right:.5rem}
iframe{width:60rem;max-width:95vw;height:34rem;border:1px solid #999}
@media print{button,input{display:none}.mark{position:fixed}}
"""

_SCRIPT: Final = """
'use strict';
const K=[],H=[];
(function(){let n=0,p=2;const frac=(x)=>((x-Math.floor(x))*4294967296)|0;
while(n<64){let prime=true;for(let d=2;d*d<=p;d++)if(p%d===0){prime=false;break}
if(prime){if(n<8)H.push(frac(Math.sqrt(p)));K.push(frac(Math.cbrt(p)));n++}p++}})();
function sha256(bytes){
const size=((bytes.length+9+63)>>6)<<6,data=new Uint8Array(size);data.set(bytes);data[bytes.length]=128;
const view=new DataView(data.buffer);view.setUint32(size-8,Math.floor(bytes.length/536870912));
view.setUint32(size-4,(bytes.length<<3)>>>0);
const h=H.slice(),w=new Int32Array(64),r=(x,n)=>(x>>>n)|(x<<(32-n));
for(let at=0;at<size;at+=64){
for(let t=0;t<16;t++)w[t]=view.getInt32(at+4*t);
for(let t=16;t<64;t++){const a=w[t-15],b=w[t-2];
w[t]=(w[t-16]+(r(a,7)^r(a,18)^(a>>>3))+w[t-7]+(r(b,17)^r(b,19)^(b>>>10)))|0}
let [a,b,c,d,e,f,g,i]=h;
for(let t=0;t<64;t++){
const x=(i+(r(e,6)^r(e,11)^r(e,25))+((e&f)^(~e&g))+K[t]+w[t])|0,
y=((r(a,2)^r(a,13)^r(a,22))+((a&b)^(a&c)^(b&c)))|0;
i=g;g=f;f=e;e=(d+x)|0;d=c;c=b;b=a;a=(x+y)|0}
[a,b,c,d,e,f,g,i].forEach((v,n)=>{h[n]=(h[n]+v)|0})}
return h.map(v=>(v>>>0).toString(16).padStart(8,'0')).join('')}
const listed=JSON.parse(document.getElementById('listed').textContent);
const inside=JSON.parse(document.getElementById('inside').textContent);
function bytes(text){const raw=atob(text),out=new Uint8Array(raw.length);
for(let n=0;n<raw.length;n++)out[n]=raw.charCodeAt(n);return out}
function say(name,good,text){const cell=document.querySelector('[data-file="'+CSS.escape(name)+'"]');
if(cell){cell.textContent=text;cell.className=good?'ok':'bad'}}
function told(good,all){const out=document.getElementById('told');
out.textContent=good===all?'核对了'+all+'个文件，摘要全部相符。':'有'+(all-good)+'个文件的摘要不符。';
out.className=good===all?'ok':'bad'}
document.getElementById('verify').addEventListener('click',()=>{let good=0,all=0;
for(const one of listed){if(!(one.name in inside))continue;all++;
const same=sha256(bytes(inside[one.name]))===one.sha256;
say(one.name,same,same?'相符':'不符');good+=same}told(good,all)});
document.getElementById('pick').addEventListener('change',async(event)=>{let good=0,all=0;
for(const file of event.target.files){
const path=(file.webkitRelativePath||file.name).replaceAll('\\\\','/');
const bare=!path.includes('/');
const one=listed.find(o=>path===o.name||path.endsWith('/'+o.name)||(bare&&o.name.endsWith('/'+path)));
if(!one)continue;all++;
const same=sha256(new Uint8Array(await file.arrayBuffer()))===one.sha256;
say(one.name,same,same?'所选文件相符':'所选文件不符');good+=same}
if(all)told(good,all)});
const steps=[...document.querySelectorAll('details.step')];let here=-1;
function go(to){if(!steps.length)return;here=Math.max(0,Math.min(steps.length-1,to));
steps.forEach((s,n)=>{s.open=n===here});steps[here].scrollIntoView({block:'start'})}
document.getElementById('next').addEventListener('click',()=>go(here+1));
document.getElementById('back').addEventListener('click',()=>go(here-1));
document.getElementById('all').addEventListener('click',()=>steps.forEach(s=>{s.open=true}));
document.querySelectorAll('[data-script]').forEach(e=>{e.hidden=false});
"""

_PAGE: Final = """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>证据包 {{ subject }}</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; \
script-src 'unsafe-inline'; frame-src 'self'; img-src data:">
<style>{{ style|safe }}</style></head><body>
<div class="mark" aria-hidden="true">{% for _ in range(14) %}{{ stamp.zh }}　　{{ stamp.zh }}　　\
{{ stamp.zh }}<br>{% endfor %}</div>
<h1>证据包　{{ subject }}</h1>
<p class="banner">{{ stamp.zh }}　{% if stamp.reveal %}含个人信息原文{% else %}登记的个人信息已按岗位脱敏\
{% endif %}，不得用于其他用途。</p>
<p>重算结论：<strong class="{{ 'ok' if passed else 'bad' }}">{{ '通过，与历史完全相符' if passed else \
'不通过，见证书' }}</strong>　证书摘要 <span class="digest">{{ digest }}</span>　\
全文见 certificate.html。</p>
{% if family %}<h2>家庭情况（{{ '原文' if stamp.reveal else '按岗位显示' }}）</h2>
<table><tr><th>项目</th><th>成员</th><th>内容</th></tr>
{% for zh, who, text in family %}<tr><td>{{ zh }}</td><td>{{ who }}</td><td>{{ text }}</td></tr>
{% endfor %}</table>{% endif %}
{% if steps %}<h2>逐步经过</h2>
<p>共{{ steps|length }}步，由历史重算。<span data-script hidden><button id="back" type="button">上一步\
</button><button id="next" type="button">下一步</button><button id="all" type="button">全部展开\
</button></span></p>
{% for step in steps %}<details class="step"><summary>{{ step.line }}</summary>
<p>{{ step.event }}</p><table>{% for name, value in step.facts %}<tr><th>{{ name }}</th>\
<td>{{ value }}</td></tr>{% endfor %}<tr><th>当时等待</th><td>{{ step.waiting or '无' }}</td></tr></table>
{% if step.changes %}<table><tr><th>与上一步的不同</th><th>上一步</th><th>这一步</th></tr>
{% for path, was, now in step.changes %}<tr><td>{{ path }}</td><td>{{ was }}</td><td>{{ now }}</td></tr>
{% endfor %}</table>{% endif %}</details>
{% endfor %}{% else %}<span hidden><button id="back"></button><button id="next"></button>\
<button id="all"></button></span>{% endif %}
{% if cases %}<h2>所涉案件</h2>
<table><tr><th>案件</th><th>重算结论</th><th>步数</th><th>文书</th><th>证书摘要</th></tr>
{% for c in cases %}<tr><td>{{ c.case_no }}</td><td class="{{ 'ok' if c.passed else 'bad' }}">\
{{ '通过' if c.passed else '不通过' }}</td><td>{{ c.steps }}</td><td>{{ c.papers }}</td>\
<td class="digest">{{ c.digest }}</td></tr>
{% endfor %}</table>
<p>各案件的历史、证书、文书和逐步经过在 cases 目录内。</p>{% endif %}
{% if papers %}<h2>文书</h2>
<table><tr><th>文书</th><th>文号</th><th>制发</th><th>送达</th><th>内容的摘要</th></tr>
{% for p in papers %}<tr><td>{{ p.title }}</td><td>{{ p.number }}</td><td>{{ p.issued_on }}</td>\
<td>{{ p.served_on or '—' }}</td><td class="digest">{{ p.sha256 }}</td></tr>
{% endfor %}</table>
{% for p in papers if p.html %}<details><summary>{{ p.title }} {{ p.number }}</summary>
<iframe sandbox title="{{ p.title }}" srcdoc="{{ p.html }}"></iframe></details>{% endfor %}
{% if papers|rejectattr('html')|list %}<p>没有附文书原文：该岗位不能查看\
家庭的姓名，只列摘要。</p>{% endif %}
{% endif %}
<h2>文件和摘要</h2>
<p data-script hidden><button id="verify" type="button">核对摘要</button>\
<label>核对已解压的文件 <input id="pick" type="file" multiple></label></p>
<p id="told" role="status"></p>
{% if apart %}<p>另有{{ apart }}个文件没有放进本页，请解压整个证据包以后，\
用“核对已解压的文件”核对。</p>{% endif %}
<table><tr><th>文件</th><th class="short">字节</th><th>SHA-256</th><th class="short">核对</th></tr>
{% for one in entries %}<tr><td>{{ one.name }}</td><td class="short">{{ one.size }}</td>\
<td class="digest">{{ one.sha256 }}</td><td class="short" data-file="{{ one.name }}">—</td></tr>
{% endfor %}</table>
<p>本页由浏览器自行计算摘要，不用网络。页面本身可能被人改写，所以结论以命令 doudi audit verify-bundle \
和另行抄录的封存值为准。</p>
<script type="application/json" id="listed">{{ listed|safe }}</script>
<script type="application/json" id="inside">{{ inside|safe }}</script>
<script>{{ script|safe }}</script>
</body></html>
"""


def reader(
    subject: str,
    stamp: Stamp,
    passed: bool,
    digest: str,
    steps: Sequence[ReaderStep],
    papers: Sequence[Paper],
    family: Sequence[tuple[str, str, str]],
    entries: Sequence[Listed],
    inside: Mapping[str, bytes],
    cases: Sequence[CaseLine] = (),
) -> str:
    """One page with the files of the bundle inside, to be held against their digests offline; of a bundle
    of many cases those that have room, the others are picked once it is unpacked."""
    template = Environment(autoescape=True, undefined=StrictUndefined).from_string(_PAGE)
    packed = {name: base64.b64encode(content).decode() for name, content in inside.items()}
    return template.render(
        subject=subject,
        stamp=stamp,
        passed=passed,
        digest=digest,
        steps=steps,
        papers=papers,
        cases=cases,
        family=family,
        entries=entries,
        listed=_for_script([one.model_dump() for one in entries]),
        apart=len(entries) - len(packed),
        inside=_for_script(packed),
        style=_STYLE,
        script=_SCRIPT,
    )


def _for_script(value: object) -> str:
    """JSON that cannot end the element it stands in."""
    return json.dumps(value, ensure_ascii=False).replace("<", "\\u003c")
